using StorageCourse.Host;

namespace StorageCourse;

/// <summary>One attempt to bring about an anomaly.</summary>
/// <param name="Anomaly">Which.</param>
/// <param name="Outcome">Whether it happened, and if not, what prevented it.</param>
/// <param name="Run">What every session saw.</param>
public sealed record AnomalyRun(Anomaly Anomaly, AnomalyOutcome Outcome, ScheduleRun Run) : IDisplayable
{
    /// <inheritdoc/>
    public Bundle ToBundle()
    {
        var line = $"{Anomaly.Id} · {Anomaly.Name}: {Words(Outcome)}";
        var run = Run.ToBundle();
        return Bundle.Html($"<div><strong>{System.Net.WebUtility.HtmlEncode(line)}</strong></div>{run.Data[MimeType.Html]}", $"{line}\n{run.Data[MimeType.Text]}");
    }

    internal static string Words(AnomalyOutcome outcome) => outcome switch
    {
        AnomalyOutcome.Happens => "happens",
        AnomalyOutcome.Unseen => "not seen",
        AnomalyOutcome.Waits => "waits",
        _ => "aborts",
    };
}
