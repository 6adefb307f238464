using System.Globalization;
using StorageCourse.Engine.Headless.Running;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>A <see cref="KernelComparison"/> for the terminal and in Markdown.</summary>
internal static class ComparisonText
{
    private const int MostDifferences = 20;

    /// <summary>A table of times side by side, and the cells that ended differently; lines without an end.</summary>
    public static IEnumerable<string> Lines(KernelComparison comparison)
    {
        string[] head = ["", "on both", comparison.Ours.Kernel, comparison.Theirs.Kernel, ""];
        var rows = comparison.Chapters.Select(chapter => Cells(chapter, chapter.Ours.Name)).Prepend(head).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
            yield return ("  " + string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))).TrimEnd();
        foreach (var line in Differences(comparison)) yield return "  " + line;
        yield return $"{(comparison.IsSame ? "✓" : "✗")} {comparison.Verdict}";
    }

    /// <summary>The same in Markdown.</summary>
    public static string Markdown(KernelComparison comparison) => string.Concat(
        new[] { $"| chapter | passed on both | {comparison.Ours.Kernel} | {comparison.Theirs.Kernel} | |", "|---|---:|---:|---:|---:|" }
            .Concat(comparison.Chapters.Select(chapter => $"| {string.Join(" | ", Cells(chapter, chapter.Ours.Name))} |"))
            .Concat(["", comparison.Verdict + ".", ""]).Concat(Differences(comparison).Select(line => $"- {line}")).Append("")
            .Select(line => line + "\n"));

    /// <summary>A chapter's row: its name, the cells that passed on both, their time on each kernel, and how many times as long the other took.</summary>
    public static string[] Cells(ChapterComparison chapter, string name) =>
    [
        name,
        string.Create(CultureInfo.InvariantCulture, $"{chapter.PassedOnBoth}/{chapter.Ours.Cells.Count}"),
        Words.Of(chapter.OurTime),
        Words.Of(chapter.TheirTime),
        chapter.OurTime > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $"{chapter.TheirTime / chapter.OurTime:0.00} ×") : "",
    ];

    /// <summary>A line for each cell that ended differently; one for all those of a chapter that one kernel skips.</summary>
    public static IEnumerable<string> Differences(KernelComparison comparison)
    {
        var all = comparison.Chapters.SelectMany(chapter => chapter.Differences.Where(difference => !difference.IsSkip).Select(difference => (chapter, difference))).ToList();
        foreach (var (chapter, (ours, theirs)) in all.Take(MostDifferences))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{chapter.Ours.Name} cell {ours.Number} ({Cut(ours.FirstLine)}): {Words.Of(ours.Status)} on {comparison.Ours.Kernel}, ")
                + $"{Words.Of(theirs.Status)} on {comparison.Theirs.Kernel}";
        }

        if (all.Count > MostDifferences) yield return $"… and {Words.Count(all.Count - MostDifferences, "cell")} more";
        foreach (var chapter in comparison.Chapters)
        {
            foreach (var skipped in chapter.Differences.Where(difference => difference.IsSkip).GroupBy(difference => difference.Ours.Status == RunStatus.Skipped))
            {
                yield return $"{chapter.Ours.Name}: {Words.Count(skipped.Count(), "cell")} skipped on {(skipped.Key ? comparison.Ours : comparison.Theirs).Kernel} alone "
                    + $"({string.Join(", ", skipped.Select(difference => difference.Ours.Number))})";
            }
        }
    }

    private static string Cut(string line) => line.Length > 80 ? line[..79] + "…" : line;
}
