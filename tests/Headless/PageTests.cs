using System.Text.Json.Nodes;
using StorageCourse.Engine.Headless.Reporting;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;

namespace StorageCourse.Tests.Headless;

/// <summary>What stands on the pages of executed notebooks and in the report.</summary>
public sealed class PageTests
{
    private static readonly NotebookLink[] Chapters = [new("05-a", "05 A"), new("06-b", "06 B"), new("07-c", "07 <C>")];

    [Fact]
    public void Links_to_chapters_of_the_run_lead_to_their_pages_and_others_to_the_files()
    {
        var page = Page(notebook => notebook.Append(CellKind.Markdown, "[a](05-a.ipynb#x) [b](99-z.ipynb) [c](solutions/06.md) [d](https://x.y/z.ipynb) [e](#here)"));
        page.ShouldContain("href=\"05-a.html#x\"");
        page.ShouldContain("href=\"../notebooks/99-z.ipynb\"");
        page.ShouldContain("href=\"../notebooks/solutions/06.md\"");
        page.ShouldContain("href=\"https://x.y/z.ipynb\"");
        page.ShouldContain("href=\"#here\"");
    }

    [Fact]
    public void A_page_leads_to_the_chapters_before_and_after_it_and_to_the_report()
    {
        var page = Page(_ => { });
        page.ShouldContain("<a href=\"05-a.html\">← 05 A</a>");
        page.ShouldContain("<a href=\"07-c.html\">07 &lt;C&gt; →</a>");
        page.ShouldContain("<a href=\"report.html#06-b\">Report</a>");
    }

    [Fact]
    public void Markdown_is_GitHubs_with_HTML_let_through()
    {
        var page = Page(notebook => notebook.Append(CellKind.Markdown, "## Über uns\n\n|a|\n|-|\n|1|\n\n<details><summary>why</summary>\n\n*because*\n</details>\n\n> [!NOTE]\n> so\n\n~~no~~"));
        page.ShouldContain("<td>1</td>");
        page.ShouldContain("<details><summary>why</summary>\n<p><em>because</em></p>");
        page.ShouldContain("markdown-alert-note");
        page.ShouldContain("<del>no</del>");
    }

    [Fact]
    public void Of_several_forms_the_richest_is_shown_and_text_is_escaped()
    {
        var page = Page(notebook =>
        {
            var cell = notebook.Append(CellKind.Code, "var x = \"<i>\"; // why");
            cell.AppendStream("stdout", "<script>alert(1)</script>\u001b[1;31mred\u001b[0m\n10 %\r20 %\r\n");
            cell.AppendDisplay(new JsonObject { ["text/html"] = "<b>rich</b>", ["text/plain"] = "poor" });
            cell.AppendDisplay(new JsonObject { ["text/markdown"] = "**bold**", ["text/plain"] = "poor" });
            cell.AppendResult(new JsonObject { ["text/plain"] = "a < b" }, null, 1);
        });
        page.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;<span class=\"a1 a31\">red</span>\n20 %");
        page.ShouldContain("<b>rich</b>");
        page.ShouldContain("<strong>bold</strong>");
        page.ShouldContain("a &lt; b");
        page.ShouldNotContain("poor");
        page.ShouldContain("<span class=\"k\">var</span> x = <span class=\"s\">&quot;&lt;i&gt;&quot;</span>; <span class=\"c\">// why</span>");
    }

    [Theory]
    [InlineData(OutcomeKind.Claim, OutcomeStatus.Failed, "<span class=\"chip failed\">claim 06.a broken</span>")]
    [InlineData(OutcomeKind.Exercise, OutcomeStatus.NotAttempted, "<span class=\"chip not-attempted\">exercise 06.a not attempted</span>")]
    [InlineData(OutcomeKind.Skip, OutcomeStatus.Skipped, "<span class=\"chip skipped\">skipped: needs 06.a</span>")]
    public void Claims_exercises_and_skips_are_marked(OutcomeKind kind, OutcomeStatus status, string mark)
    {
        var outcome = new Outcome(kind, "06.a", status, "title", "detail");
        foreach (var json in new[] { JsonNode.Parse(outcome.ToJson())!, JsonValue.Create(outcome.ToJson()), JsonNode.Parse(Outcome.ToJson([outcome]))! })
            Page(notebook => notebook.Append(CellKind.Code, "1").AppendDisplay(new JsonObject { [MimeType.Outcome] = json.DeepClone(), ["text/plain"] = "x" })).ShouldContain(mark);
    }

    [Fact]
    public void An_error_shows_its_message_once_and_its_traceback_in_colours()
    {
        var page = Page(notebook =>
        {
            notebook.Append(CellKind.Code, "1").AppendError("42P01", "no <table>", ["\u001b[31m42P01\u001b[0m: no <table>", "line 2"]);
            notebook.Append(CellKind.Code, "2").AppendError("Silent", "nothing more", []);
        });
        page.ShouldContain("<span class=\"a31\">42P01</span>: no &lt;table&gt;\nline 2");
        page.Split("no &lt;table&gt;").Length.ShouldBe(2);
        page.ShouldContain("<strong>Silent</strong> nothing more");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\u001b[31mred\u001b[0m", "red")]
    [InlineData("\u001b]0;title\u0007a\u001b[2K\u001b[1;1Hb\u001bMc", "abc")]
    public void Terminal_sequences_are_stripped(string text, string stripped) => Ansi.Strip(text).ShouldBe(stripped);

    [Fact]
    public void The_summary_can_not_be_broken_by_what_cells_say()
    {
        var report = new RunReport(default, default, "k", "stubs", true, 1, "m", false, [Report([], new Problem("cell", 1, "a | b <c> `d`", "```\n# no heading"))]);
        var summary = Summary.Of(report);
        summary.ShouldContain("**a \\| b \\<c> \\`d\\`**");
        summary.ShouldContain("\n      # no heading\n");
    }

    private static string Page(Action<NotebookDocument> fill)
    {
        var notebook = NotebookDocument.Create();
        fill(notebook);
        var cells = notebook.Cells.Where(cell => cell.Kind == CellKind.Code)
            .Select((cell, i) => new CellReport(i + 1, "id", "", "", RunStatus.Passed, TimeSpan.FromSeconds(1), null, []));
        return new NotebookPage(notebook, Report([.. cells]), Chapters, url => "../notebooks/" + url).ToHtml();
    }

    private static NotebookReport Report(IReadOnlyList<CellReport> cells, params Problem[] problems) =>
        new("06-b", "06 B", "notebooks/06-b.ipynb", problems.Length > 0 ? RunStatus.Failed : RunStatus.Passed, default, default, cells, [], problems);
}
