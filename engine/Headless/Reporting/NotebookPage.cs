using System.Globalization;
using System.Text;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>An executed notebook as a page to read.</summary>
/// <param name="notebook">With its outputs.</param>
/// <param name="report">How its cells went.</param>
/// <param name="chapters">All notebooks of the run, in order.</param>
/// <param name="link">What becomes of a relative link that leads to no page of the run.</param>
internal sealed class NotebookPage(NotebookDocument notebook, NotebookReport report, IReadOnlyList<NotebookLink> chapters, Func<string, string> link)
{
    /// <summary>The whole page.</summary>
    public string ToHtml()
    {
        var body = new StringBuilder();
        body.Append(Bar(isTop: true)).Append(Contents()).Append("<main class=\"notebook\">\n").Append(Facts()).Append(Notice());
        var number = 0;
        foreach (var cell in notebook.Cells)
        {
            body.Append(cell.Kind switch
            {
                CellKind.Code => Code(cell, report.Cells[number++]),
                CellKind.Markdown => $"<section class=\"text\">\n{MarkdownHtml.Of(cell.Source, Link)}</section>\n",
                _ => $"<pre class=\"soft\">{HtmlShell.Text(cell.Source)}</pre>\n",
            });
        }

        return HtmlShell.Page(report.Title, body.Append("</main>\n").Append(Bar(isTop: false)).ToString());
    }

    private string Bar(bool isTop)
    {
        var here = chapters.ToList().FindIndex(chapter => chapter.Name == report.Name);
        var previous = here > 0 ? $"<a href=\"{Href(chapters[here - 1].Name)}\">← {HtmlShell.Text(chapters[here - 1].Title)}</a>" : "";
        var next = here < chapters.Count - 1 ? $"<a href=\"{Href(chapters[here + 1].Name)}\">{HtmlShell.Text(chapters[here + 1].Title)} →</a>" : "";
        return $"<{(isTop ? "header" : "footer")} class=\"bar\"><nav><span class=\"side\">{previous}</span><a href=\"report.html#{Uri.EscapeDataString(report.Name)}\">Report</a>"
            + $"<span class=\"side end\">{next}</span></nav></{(isTop ? "header" : "footer")}>\n";
    }

    private string Contents()
    {
        var headings = notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).SelectMany(cell => MarkdownHtml.Headings(cell.Source, 2)).ToList();
        return headings.Count < 2 ? "" : $"<nav class=\"contents\">{string.Concat(headings.Select(heading => $"<a href=\"#{heading.Anchor}\">{HtmlShell.Text(heading.Text)}</a>"))}</nav>\n";
    }

    private string Facts()
    {
        var claims = report.Outcomes(OutcomeKind.Claim).Select(claim => claim.Outcome.Status).ToList();
        var skipped = report.Cells.Count(cell => cell.Status == RunStatus.Skipped);
        var facts = new List<string>
        {
            $"<span class=\"chip {Tone(report.Status)}\">{Words.SignOf(report.Status)} {Words.Of(report.Status)}</span>",
            $"<span>{Words.Count(report.Cells.Count, "cell")} in {Words.Of(report.Elapsed)}</span>",
        };
        if (claims.Count > 0) facts.Add($"<span>claims that hold: {claims.Count(status => status == OutcomeStatus.Passed)} of {claims.Count}</span>");
        if (report.Exercises.Count > 0) facts.Add($"<span>{Words.Count(report.Exercises.Count, "exercise")}</span>");
        if (skipped > 0) facts.Add($"<span class=\"chip skipped\">{Words.Count(skipped, "cell")} skipped</span>");
        return $"<div class=\"facts\">{string.Join("<span>·</span>", facts)}</div>\n";
    }

    private string Notice()
    {
        if (report.Problems.Count == 0) return "";
        var lines = report.Problems.Select(problem => problem.Cell is { } cell
            ? string.Create(CultureInfo.InvariantCulture, $"<p><a href=\"#cell-{cell}\">{HtmlShell.Text(problem.Title)}</a></p>")
            : $"<p>{HtmlShell.Text(problem.Title)}</p>");
        return $"<div class=\"notice failed\">{string.Concat(lines)}</div>\n";
    }

    private static string Code(NotebookCell cell, CellReport run)
    {
        var (html, language) = Highlighter.Highlight(cell.Source);
        var exercise = cell.Metadata.StringAt("exercise") is { } id ? $"<span class=\"chip not-attempted\">exercise {HtmlShell.Text(id)}</span>" : "";
        var status = run.Status == RunStatus.Passed ? "" : $"<span class=\"chip {Tone(run.Status)}\">{Words.Of(run.Status)}</span>";
        var time = run.Status == RunStatus.NotRun ? "" : Words.Of(run.Elapsed);
        return string.Create(CultureInfo.InvariantCulture, $"""
            <section class="cell {Tone(run.Status)}" id="cell-{run.Number}"><header><span class="num">[{run.Number}]</span><span>{HtmlShell.Text(language)}</span>{exercise}{status}<span class="grow"></span><span class="num">{time}</span></header>
            <div class="source"><pre>{html}</pre></div>
            {string.Concat(cell.Outputs.Select(OutputHtml.Of))}</section>

            """);
    }

    private string Link(string url)
    {
        var path = url.Split('#', 2);
        var name = path[0].EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(path[0][..^6]) : null;
        return chapters.Any(chapter => chapter.Name == name) ? string.Join('#', [Href(name!), .. path[1..]]) : link(url);
    }

    private static string Href(string name) => Uri.EscapeDataString(name) + ".html";

    private static string Tone(RunStatus status) => HtmlShell.Class(Words.Of(status));
}
