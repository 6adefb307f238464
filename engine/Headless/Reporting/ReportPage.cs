using System.Globalization;
using System.Text;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>The report as a page to look at: the verdict, what failed, then each chapter.</summary>
internal static class ReportPage
{
    /// <summary>The whole page.</summary>
    public static string Of(RunReport report)
    {
        var totals = RunTotals.Of(report);
        var body = new StringBuilder("<main class=\"report\">\n");
        body.Append(CultureInfo.InvariantCulture, $"""
            <h1 class="{(report.IsSuccess ? "passed" : "failed")}"><span class="sign">{(report.IsSuccess ? "✓" : "✗")}</span>{Text(Capital(totals.Verdict))}</h1>
            <div class="soft">{Text(report.Started.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture))} · {Words.Of(report.Elapsed)} · {Text(ModeOf(report))}</div>

            """);
        body.Append(Totals(totals)).Append(Problems(report)).Append(Comparison(report)).Append("<h2>Chapters</h2>\n");
        // Failures first; within each group the course's order.
        foreach (var notebook in report.Notebooks.OrderBy(notebook => notebook.Status == RunStatus.Failed ? 0 : 1))
            body.Append(Chapter(notebook, isOpen: notebook.Status == RunStatus.Failed || report.Notebooks.Count == 1));
        body.Append(Skips(report)).Append(CultureInfo.InvariantCulture, $"""
            <p class="foot">Kernel {Text(report.Kernel)} · {Words.Count(report.Jobs, "notebook")} at once · {Text(report.Machine)} ·
            the same in <a href="report.json">JSON</a>, <a href="junit.xml">JUnit</a>, <a href="summary.md">Markdown</a></p>
            </main>
            """);
        return HtmlShell.Page($"{(report.IsSuccess ? "✓" : "✗")} Course run", body.ToString());
    }

    private static string ModeOf(RunReport report) => report.Mode switch
    {
        "solved" => "with the answers on file in place of the stubs",
        "grading" => "a learner's answers",
        _ => "stubs as they stand",
    } + (report.Measured ? "" : ", times not measured");

    private static string Totals(RunTotals totals) => $"""
        <div class="totals">
        {Total("chapter", "passed", totals.Notebooks, (totals.FailedNotebooks, "failed", "failed"))}
        {Total("cell", "passed", totals.Cells, (totals.FailedCells, "failed", "failed"), (totals.NotRunCells, "not run", "not-run"), (totals.SkippedCells, "skipped", "skipped"))}
        {Total("claim", "held", totals.Claims, (totals.BrokenClaims, "broken", "failed"), (totals.UnjudgedClaims, "not judged", "skipped"))}
        {Total("exercise", "judged as expected", totals.Exercises, (totals.MisjudgedExercises, "misjudged", "failed"), (totals.SkippedExercises, "skipped", "skipped"), (totals.UnreachedExercises, "not reached", "not-run"))}
        </div>

        """;

    private static string Total(string what, string good, int count, params (int Count, string Word, string Tone)[] parts)
    {
        var some = parts.Where(part => part.Count > 0).ToList();
        var words = some.Count > 0 ? string.Join(", ", some.Select(part => $"{part.Count} {part.Word}")) : count == 0 ? "none" : good;
        var tone = some.Count > 0 ? some[0].Tone : count == 0 ? "not-run" : "passed";
        return string.Create(CultureInfo.InvariantCulture, $"<div class=\"total {tone}\"><b>{count:N0}</b><span>{what}{(count == 1 ? "" : "s")}</span><em>{words}</em></div>");
    }

    private static string Problems(RunReport report)
    {
        var all = report.Notebooks.SelectMany(notebook => notebook.Problems.Select(problem => (notebook, problem))).ToList();
        if (all.Count == 0) return "";
        var html = new StringBuilder("<h2>What failed</h2>\n");
        foreach (var (notebook, problem) in all)
        {
            var anchor = problem.Cell is { } cell ? string.Create(CultureInfo.InvariantCulture, $"#cell-{cell}") : "";
            var where = problem.Kind == "notebook" ? Text(notebook.Path) : $"<a href=\"{Href(notebook)}{anchor}\">{Text(notebook.Title)}</a>";
            var traceback = problem.Kind == "cell" ? notebook.Cells[problem.Cell!.Value - 1].Error!.Traceback : [];
            var more = traceback.Count == 0 ? "" : $"<details><summary class=\"soft\">Traceback</summary><pre>{Ansi.ToHtml(string.Join('\n', traceback))}</pre></details>";
            html.Append(CultureInfo.InvariantCulture, $"<div class=\"problem\"><p><strong>{Text(problem.Title)}</strong> <span class=\"soft\">in</span> {where}</p><pre>{Ansi.ToHtml(problem.Detail)}</pre>{more}</div>\n");
        }

        return html.ToString();
    }

    private static string Comparison(RunReport report)
    {
        if (KernelComparison.Of(report) is not { } comparison) return "";
        var rows = string.Concat(comparison.Chapters.Select(chapter =>
        {
            var cells = ComparisonText.Cells(chapter, chapter.Theirs.Title).Select(Text).ToList();
            return $"<tr><td><a href=\"#{Text(chapter.Theirs.Name)}\">{cells[0]}</a></td>{string.Concat(cells.Skip(1).Select(cell => $"<td class=\"right\">{cell}</td>"))}</tr>";
        }));
        var differences = string.Concat(ComparisonText.Differences(comparison).Select(line => $"<li>{Text(line)}</li>"));
        var ours = Uri.EscapeDataString(comparison.Ours.Kernel) + "/report.html";
        return $"""
            <h2>{Text(comparison.Theirs.Kernel)} beside {Text(comparison.Ours.Kernel)}</h2>
            <p>{Text(comparison.Verdict)}. The times are of the cells that pass on both; <a href="{ours}">the run on {Text(comparison.Ours.Kernel)}</a> has a report of its own.</p>
            <table><tr><th></th><th class="right">passed on both</th><th class="right">{Text(comparison.Ours.Kernel)}</th><th class="right">{Text(comparison.Theirs.Kernel)}</th><th class="right">times as long</th></tr>{rows}</table>
            {(differences.Length == 0 ? "" : $"<ul>{differences}</ul>")}

            """;
    }

    private static string Chapter(NotebookReport notebook, bool isOpen)
    {
        var counts = RunTotals.Of(new RunReport(default, default, "", "", true, 1, "", false, [notebook]));
        var total = Math.Max(notebook.Cells.Sum(cell => cell.Elapsed.TotalSeconds), 0.001);
        // A cell's width is its time; the root keeps a slow one from hiding the others.
        var strip = string.Concat(notebook.Cells.Select(cell => string.Create(
            CultureInfo.InvariantCulture, $"<i class=\"{Tone(cell.Status)}\" style=\"flex:{Math.Sqrt(cell.Elapsed.TotalSeconds / total) + 0.02:0.###}\" title=\"[{cell.Number}] {Text(cell.FirstLine)} · {Words.Of(cell.Elapsed)}\"></i>")));
        return $"""
            <details class="chapter" id="{Text(notebook.Name)}"{(isOpen ? " open" : "")}>
            <summary><span class="sign {Tone(notebook.Status)}">{Words.SignOf(notebook.Status)}</span><span class="name">{Text(notebook.Title)}</span><span class="num soft">{Words.Of(notebook.Elapsed)}</span>
            <span class="line">{Text(counts.Line)}</span><span class="strip">{strip}</span></summary>
            <div>
            {(notebook.Cells.Count > 0 ? $"<p><a href=\"{Href(notebook)}\">The executed chapter</a> · <a href=\"{Uri.EscapeDataString(notebook.Name)}.ipynb\">as a notebook</a> · <span class=\"soft\">its kernel was ready after {Words.Of(notebook.KernelStart)}</span></p>" : "")}
            {Stores(notebook)}{Claims(notebook)}{Exercises(notebook)}{Cells(notebook)}
            </div></details>

            """;
    }

    private static string Stores(NotebookReport notebook) => Table(
        "Stores", "<tr><th></th><th>store</th><th>what serves it</th><th>&nbsp;</th><th class=\"right\">ready after</th></tr>",
        notebook.Outcomes(OutcomeKind.Store).DistinctBy(store => store.Outcome.Id).Select(store => string.Create(
            CultureInfo.InvariantCulture,
            $"<tr><td class=\"tight\">{Sign(store.Outcome.Status)}</td><td class=\"tight\">{Text(store.Outcome.Id)}</td><td class=\"tight\">{Text(store.Outcome.Title)}</td><td class=\"soft\">{Text(store.Outcome.Detail)}</td><td class=\"right\">{(store.Outcome.Figures.TryGetValue("startup_ms", out var time) ? $"{Number(time)} ms" : "")}</td></tr>")));

    private static string Claims(NotebookReport notebook) => Table(
        "Claims", "<tr><th></th><th>claim</th><th>measured</th><th class=\"wide\">against the claim</th></tr>",
        notebook.Outcomes(OutcomeKind.Claim).Select(claim => string.Create(
            CultureInfo.InvariantCulture,
            $"<tr class=\"{HtmlShell.Class(Words.Of(claim.Outcome.Status))}\"><td class=\"tight\">{Sign(claim.Outcome.Status)}</td><td><a href=\"{Href(notebook)}#cell-{claim.Cell.Number}\">{Text(claim.Outcome.Id)}</a> {Text(claim.Outcome.Title)}</td><td>{Text(claim.Outcome.Detail)}</td><td class=\"wide\">{Scale(claim.Outcome)}</td></tr>")));

    // The measured ratio as a bar, the claimed one as a mark, on a logarithmic scale.
    private static string Scale(Outcome claim)
    {
        var threshold = claim.Figures.TryGetValue("at_least", out var least) ? least : claim.Figures.GetValueOrDefault("at_most", double.NaN);
        if (!claim.Figures.TryGetValue("ratio", out var ratio) || !(ratio >= 0) || !(threshold >= 0)) return "";
        var whole = Math.Log(1 + (Math.Max(ratio, threshold) * 1.15));
        string Share(double value) => (whole > 0 ? 100 * Math.Log(1 + value) / whole : 0).ToString("0.#", CultureInfo.InvariantCulture);
        return $"<span class=\"scale\" title=\"measured {Number(ratio)}, claimed {Number(threshold)}\"><i style=\"width:{Share(ratio)}%\"></i><u style=\"left:{Share(threshold)}%\"></u></span>";
    }

    private static string Exercises(NotebookReport notebook) => Table(
        "Exercises", "<tr><th></th><th>exercise</th><th>grade</th><th>as the check said</th></tr>",
        notebook.Exercises.Select(exercise =>
            $"<tr><td class=\"tight\">{(exercise.IsAsExpected ? Sign(exercise.Status) : Sign(OutcomeStatus.Failed))}</td><td>{Text(exercise.Id)} {Text(exercise.Title)}</td>"
            + $"<td class=\"tight\">{Text(exercise.Status is { } status ? Words.Of(status) : "not reached")}</td><td>{(exercise.Trials.Count == 0 || !exercise.IsAsExpected ? Text(exercise.Detail) : "")}{string.Concat(exercise.Trials.Select(Trial))}</td></tr>"));

    private static string Trial(TrialReport trial)
    {
        var name = trial.Kind == "wrong" ? $"wrong answer: {trial.Note}" : trial.Kind;
        var grade = trial.Status is { } status ? Words.Of(status) : "no grade";
        return $"<div class=\"trial {(trial.IsAsExpected ? "passed" : "failed")}\"><span class=\"sign\">{(trial.IsAsExpected ? "✓" : "✗")}</span> <strong>{Text(name)}</strong> <span class=\"soft\">{Text(trial.Place)}</span><br>{grade}: {Text(trial.Detail)}</div>";
    }

    private static string Cells(NotebookReport notebook)
    {
        var slowest = notebook.Cells.OrderByDescending(cell => cell.Elapsed).Take(3).Select(cell => cell.Number).ToHashSet();
        return Table(
            "Cells", "<tr><th></th><th></th><th>begins with</th><th class=\"wide\">under</th><th class=\"right\">time</th></tr>",
            notebook.Cells.Select(cell => string.Create(
                CultureInfo.InvariantCulture,
                $"<tr class=\"{(slowest.Contains(cell.Number) ? "slow" : "")}\"><td class=\"tight\"><span class=\"sign {Tone(cell.Status)}\">{Words.SignOf(cell.Status)}</span></td><td class=\"tight\"><a class=\"num\" href=\"{Href(notebook)}#cell-{cell.Number}\">[{cell.Number}]</a></td><td><code>{Text(Cut(cell.FirstLine))}</code></td><td class=\"wide soft\">{Text(cell.Heading)}</td><td class=\"right\">{(cell.Status == RunStatus.NotRun ? "not run" : Words.Of(cell.Elapsed))}</td></tr>")));
    }

    private static string Skips(RunReport report)
    {
        var skips = report.Notebooks.SelectMany(notebook => notebook.Outcomes(OutcomeKind.Skip).Select(skip => (notebook, skip.Cell, skip.Outcome))).ToList();
        if (skips.Count == 0) return "";
        var rows = skips.GroupBy(skip => (skip.Outcome.Id, skip.Outcome.Detail)).Select(group =>
            $"<tr><td class=\"tight\">{Sign(OutcomeStatus.Skipped)}</td><td class=\"tight\">{Text(group.Key.Id)}</td><td>{Text(group.Key.Detail)}</td><td class=\"cells\">"
            + string.Join(", ", group.Select(skip => string.Create(CultureInfo.InvariantCulture, $"<a href=\"{Href(skip.notebook)}#cell-{skip.Cell.Number}\">{Text(skip.notebook.Name[..Math.Min(2, skip.notebook.Name.Length)])} [{skip.Cell.Number}]</a>")))
            + "</td></tr>");
        return $"<h2>Skipped</h2>\n<table><tr><th></th><th>needs</th><th>why, and what would help</th><th>cells</th></tr>{string.Concat(rows)}</table>\n";
    }

    private static string Table(string heading, string head, IEnumerable<string> rows)
    {
        var all = string.Concat(rows);
        return all.Length == 0 ? "" : $"<h3>{heading}</h3><table>{head}{all}</table>\n";
    }

    private static string Cut(string line) => line.Length > 110 ? line[..109] + "…" : line;

    private static string Sign(OutcomeStatus? status) => $"<span class=\"sign {(status is { } known ? HtmlShell.Class(Words.Of(known)) : "not-run")}\">{Words.SignOf(status)}</span>";

    private static string Tone(RunStatus status) => HtmlShell.Class(Words.Of(status));

    private static string Href(NotebookReport notebook) => Uri.EscapeDataString(notebook.Name) + ".html";

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Text(string text) => HtmlShell.Text(text);
}
