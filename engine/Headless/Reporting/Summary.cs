using System.Globalization;
using System.Text;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>The report in Markdown, for the page of a CI run.</summary>
internal static class Summary
{
    /// <summary>The report as Markdown.</summary>
    public static string Of(RunReport report)
    {
        var totals = RunTotals.Of(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"## {(report.IsSuccess ? "✓" : "✗")} Course run: {totals.Verdict}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{totals.Line} · {Words.Of(report.Elapsed)} · {report.Mode} · {report.Kernel}\n\n");
        foreach (var notebook in report.Notebooks.Where(notebook => notebook.Problems.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"### ✗ {Inline(notebook.Title)}\n\n");
            foreach (var problem in notebook.Problems)
                text.Append(CultureInfo.InvariantCulture, $"- **{Inline(problem.Title)}**\n\n{Block(problem.Detail)}\n");
        }

        text.Append("| | chapter | time | cells | claims | exercises | skipped |\n|---|---|---:|---:|---:|---:|---:|\n");
        foreach (var notebook in report.Notebooks)
        {
            var claims = notebook.Outcomes(OutcomeKind.Claim).ToList();
            var passed = notebook.Cells.Count(cell => cell.Status == RunStatus.Passed);
            text.Append(CultureInfo.InvariantCulture, $"| {Words.SignOf(notebook.Status)} | {Inline(notebook.Title)} | {Words.Of(notebook.Elapsed)} | {passed}/{notebook.Cells.Count} ")
                .Append(CultureInfo.InvariantCulture, $"| {claims.Count(claim => claim.Outcome.Status == OutcomeStatus.Passed)}/{claims.Count} ")
                .Append(CultureInfo.InvariantCulture, $"| {notebook.Exercises.Count(exercise => exercise.IsAsExpected)}/{notebook.Exercises.Count} ")
                .Append(CultureInfo.InvariantCulture, $"| {notebook.Cells.Count(cell => cell.Status == RunStatus.Skipped)} |\n");
        }

        if (KernelComparison.Of(report) is { } comparison) text.Append(CultureInfo.InvariantCulture, $"\n{ComparisonText.Markdown(comparison)}");
        var skips = report.Notebooks.SelectMany(notebook => notebook.Outcomes(OutcomeKind.Skip).Select(skip => (notebook, skip.Cell, skip.Outcome))).ToList();
        if (skips.Count > 0)
        {
            text.Append("\n<details><summary>Skipped</summary>\n\n");
            foreach (var (notebook, cell, skip) in skips)
                text.Append(CultureInfo.InvariantCulture, $"- {Inline(notebook.Name)}, cell {cell.Number}: {Inline(skip.Id)}: {Inline(skip.Detail)}\n");
            text.Append("\n</details>\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Inline(string text)
    {
        var line = new StringBuilder();
        foreach (var unit in text.ReplaceLineEndings(" "))
        {
            if (unit is '|' or '*' or '_' or '`' or '<' or '[' or '\\') line.Append('\\');
            line.Append(unit);
        }

        return line.ToString();
    }

    private static string Block(string text) =>
        string.Concat(Ansi.Strip(text).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Take(40).Select(line => $"      {line}\n"));
}
