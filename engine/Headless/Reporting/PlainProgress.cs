using System.Globalization;
using StorageCourse.Engine.Headless.Running;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>Progress where no terminal is: a line when a notebook begins, one when it ends, and what failed.</summary>
internal sealed class PlainProgress(TextWriter output) : IRunProgress
{
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public void Started(NotebookFile notebook, string title, int cells)
    {
        lock (gate) output.WriteLine($"  … {notebook.Name}: {Words.Count(cells, "cell")}");
    }

    /// <inheritdoc/>
    public void Running(NotebookFile notebook, int cell, string firstLine)
    {
    }

    /// <inheritdoc/>
    public void Ended(NotebookFile notebook, NotebookReport report)
    {
        lock (gate) output.WriteLine(LineOf(report));
    }

    /// <summary>How a notebook went, in a line, and its problems beneath.</summary>
    public static string LineOf(NotebookReport report)
    {
        var done = report.Cells.Count(cell => cell.Status is RunStatus.Passed or RunStatus.Skipped);
        var line = string.Create(CultureInfo.InvariantCulture, $"  {Words.SignOf(report.Status)} {report.Name}: {done}/{report.Cells.Count} cells, {Words.Of(report.Elapsed)}");
        return string.Join(Environment.NewLine, report.Problems.SelectMany(ProblemLines).Prepend(line));
    }

    private static IEnumerable<string> ProblemLines(Problem problem)
    {
        var detail = Ansi.Strip(problem.Detail).ReplaceLineEndings("\n").TrimEnd().Split('\n');
        return detail.Take(12).Select(line => "        " + line).Prepend($"      {problem.Title}").Concat(detail.Length > 12 ? ["        …"] : []);
    }
}
