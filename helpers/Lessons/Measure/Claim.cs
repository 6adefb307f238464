using System.Net;
using StorageCourse.Host;
using StorageCourse.Lessons.Charts;
using StorageCourse.Platform;

namespace StorageCourse;

/// <summary>
/// Sentences about measurements that must hold on any machine. A claim takes what was measured, not a number; it shows ✓ or ✗ with the
/// figure and the threshold, and the runner's report counts it. A broken claim does not end the cell.
/// Claims on times are not judged with <c>--no-measure</c>; claims on counters always are.
/// </summary>
public static class Claim
{
    /// <summary>Claims that a ratio is at least so large.</summary>
    /// <param name="id">Chapter and letter: "06.a".</param>
    /// <param name="title">What is claimed, in words, without the figure: "pages read by a scan against a seek".</param>
    /// <param name="ratio">What was measured.</param>
    /// <param name="atLeast">The smallest ratio at which the claim holds.</param>
    public static void AtLeast(string id, string title, Ratio ratio, double atLeast) => Show(id, title, ratio, atLeast, isLower: true);

    /// <inheritdoc cref="AtLeast(string, string, Ratio, double)"/>
    /// <param name="id">Chapter and letter.</param>
    /// <param name="title">What is claimed.</param>
    /// <param name="comparison">Two variants: the ratio is that of the first's median time to the second's.</param>
    /// <param name="atLeast">The smallest ratio at which the claim holds.</param>
    /// <exception cref="ArgumentException">There are more or fewer than two variants.</exception>
    public static void AtLeast(string id, string title, Comparison comparison, double atLeast) => AtLeast(id, title, comparison.Ratio(), atLeast);

    /// <inheritdoc cref="AtLeast(string, string, Ratio, double)"/>
    /// <param name="id">Chapter and letter.</param>
    /// <param name="title">What is claimed.</param>
    /// <param name="evidence">Two variants: the ratio is that of the first's count to the second's.</param>
    /// <param name="atLeast">The smallest ratio at which the claim holds.</param>
    /// <exception cref="ArgumentException">There are more or fewer than two variants.</exception>
    public static void AtLeast(string id, string title, Evidence evidence, double atLeast) => AtLeast(id, title, evidence.Ratio(), atLeast);

    /// <summary>Claims that a ratio is at most so large.</summary>
    /// <inheritdoc cref="AtLeast(string, string, Ratio, double)"/>
    /// <param name="atMost">The largest ratio at which the claim holds.</param>
    public static void AtMost(string id, string title, Ratio ratio, double atMost) => Show(id, title, ratio, atMost, isLower: false);

    /// <inheritdoc cref="AtMost(string, string, Ratio, double)"/>
    /// <param name="id">Chapter and letter.</param>
    /// <param name="title">What is claimed.</param>
    /// <param name="comparison">Two variants: the ratio is that of the first's median time to the second's.</param>
    /// <param name="atMost">The largest ratio at which the claim holds.</param>
    /// <exception cref="ArgumentException">There are more or fewer than two variants.</exception>
    public static void AtMost(string id, string title, Comparison comparison, double atMost) => AtMost(id, title, comparison.Ratio(), atMost);

    /// <inheritdoc cref="AtMost(string, string, Ratio, double)"/>
    /// <param name="id">Chapter and letter.</param>
    /// <param name="title">What is claimed.</param>
    /// <param name="evidence">Two variants: the ratio is that of the first's count to the second's.</param>
    /// <param name="atMost">The largest ratio at which the claim holds.</param>
    /// <exception cref="ArgumentException">There are more or fewer than two variants.</exception>
    public static void AtMost(string id, string title, Evidence evidence, double atMost) => AtMost(id, title, evidence.Ratio(), atMost);

    internal static Outcome Judge(string id, string title, Ratio ratio, double threshold, bool isLower, bool isMeasuring)
    {
        var bound = $"{(isLower ? "at least" : "at most")} {Figures.Short(threshold)}";
        // A ratio of nothing to nothing is no number and holds for nothing.
        var holds = isLower ? ratio.Value >= threshold : ratio.Value <= threshold;
        var status = ratio.IsTime && !isMeasuring ? OutcomeStatus.Skipped : holds ? OutcomeStatus.Passed : OutcomeStatus.Failed;
        var figures = new Dictionary<string, double>(StringComparer.Ordinal) { [isLower ? "at_least" : "at_most"] = threshold };
        if (double.IsFinite(ratio.Value)) figures["ratio"] = ratio.Value;
        var detail = status == OutcomeStatus.Skipped ? $"not judged: times were not measured (claimed: {bound})" : $"{ratio}; claimed: {bound}";
        return new(OutcomeKind.Claim, id, status, title, detail, figures);
    }

    private static void Show(string id, string title, Ratio ratio, double threshold, bool isLower) =>
        CourseHost.Current.Display(Render(Judge(id, title, ratio, threshold, isLower, CourseEnvironment.IsMeasuring)));

    private static Bundle Render(Outcome outcome)
    {
        var (mark, color) = outcome.Status switch
        {
            OutcomeStatus.Passed => ("✓", "#009E73"),
            OutcomeStatus.Failed => ("✗", "#D55E00"),
            _ => ("○", Palette.Neutral),
        };
        var html = $"<div style=\"border-left:4px solid {color};padding:.3em .8em;margin:.3em 0\"><strong style=\"color:{color}\">{mark}</strong> "
            + $"<strong>Claim {WebUtility.HtmlEncode(outcome.Id)}</strong>: {WebUtility.HtmlEncode(outcome.Title)}<br>"
            + $"<span style=\"opacity:.8\">{WebUtility.HtmlEncode(outcome.Detail)}</span></div>";
        return Bundle.Html(html, $"{mark} Claim {outcome.Id}: {outcome.Title} — {outcome.Detail}").With(MimeType.Outcome, outcome.ToJson());
    }
}
