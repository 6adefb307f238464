using System.Globalization;
using System.Net;
using System.Text;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Lessons.Concurrency;

/// <summary>A schedule as a table: a row for each step, a lane for each session.</summary>
internal static class ScheduleTable
{
    /// <summary>Done, and nothing to say of it: stands on the statement's own line.</summary>
    private const string Plain = "✓";
    private const int MostRows = 4;
    private const int LongestError = 160;
    private const string Style =
        "<style>.sc-lanes{border-collapse:collapse;max-width:100%}.sc-lanes th,.sc-lanes td{padding:.25em .7em;text-align:left;vertical-align:top;border-bottom:1px solid #8884;border-left:1px solid #8884}"
        + ".sc-lanes td.i{text-align:right;opacity:.6;border-left:0}.sc-lanes th:first-child{border-left:0}.sc-lanes code{white-space:pre-wrap;background:none;padding:0;font-size:90%}"
        + ".sc-lanes .o{display:block;font-size:90%;margin-top:.1em;padding-left:.5em;border-left:3px solid}.sc-lanes .p{color:#009E73}.sc-lanes .d{border-color:#009E73}.sc-lanes .w{border-color:#E69F00}"
        + ".sc-lanes .e{border-color:#D55E00}.sc-lanes .s{border-color:#7a7f87;opacity:.75}.sc-lanes-note{opacity:.7;font-size:90%;margin:.2em 0 .6em}</style>";

    public static Bundle Of(ScheduleRun run)
    {
        var html = new StringBuilder(Style).Append("<table class=\"sc-lanes\"><thead><tr><th></th>");
        foreach (var session in run.Sessions) html.Append(CultureInfo.InvariantCulture, $"<th>{Encode(session)}</th>");
        html.Append("</tr></thead><tbody>");
        var text = new StringBuilder();
        foreach (var row in run.Steps)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"i\">{(row.IsCleanup ? "end" : row.Number)}</td>");
            text.Append(CultureInfo.InvariantCulture, $"{row.Number,2} {row.Session}: {row.Sql.ReplaceLineEndings(" ")}\n");
            foreach (var session in run.Sessions)
            {
                html.Append("<td>");
                if (session == row.Session) html.Append(CultureInfo.InvariantCulture, $"<code>{Encode(row.Sql)}</code>");
                foreach (var (kind, words) in Events(run, row, session))
                {
                    html.Append(words == Plain ? $" <span class=\"p\">{Plain}</span>" : $"<span class=\"o {kind}\">{Encode(words)}</span>");
                    text.Append(CultureInfo.InvariantCulture, $"     {(session == row.Session ? "" : session + ", ")}{words}\n");
                }

                html.Append("</td>");
            }

            html.Append("</tr>");
        }

        var note = Note(run);
        html.Append(CultureInfo.InvariantCulture, $"</tbody></table><div class=\"sc-lanes-note\">{Encode(note)}</div>");
        return Bundle.Html(html.ToString(), text.Append(note).ToString());
    }

    /// <summary>What happened in a session's lane while a step was taken: first the step's own fate, then that of earlier ones.</summary>
    private static IEnumerable<(string Kind, string Words)> Events(ScheduleRun run, ScheduleStep row, string session)
    {
        if (row.Session == session)
        {
            if (row.SentDuring is null) yield return ("s", "○ left out: the transaction was rolled back");
            else if (row.SentDuring != row.Number) yield return ("s", "held back: this session still waits");
            else if (row.Waited) yield return ("w", $"… waits for {string.Join(" and ", row.WaitedFor)}");
            if (row.EndedDuring == row.Number) yield return Outcome(row);
        }

        foreach (var earlier in run.Steps.Where(step => step.Session == session && step.Number < row.Number))
        {
            if (earlier.EndedDuring == row.Number) yield return Later(earlier, Outcome(earlier));
            else if (earlier.SentDuring == row.Number && earlier.Waited) yield return Later(earlier, ("w", $"… waits for {string.Join(" and ", earlier.WaitedFor)}"));
        }
    }

    private static (string Kind, string Words) Later(ScheduleStep step, (string Kind, string Words) outcome) =>
        (outcome.Kind, string.Create(CultureInfo.InvariantCulture, $"step {step.Number}: {outcome.Words}"));

    private static (string Kind, string Words) Outcome(ScheduleStep step) => step.Status switch
    {
        StepStatus.Failed => ("e", $"✗ {step.ErrorCode} {Cut(step.Error!)}"),
        _ when step.Columns.Count > 0 => ("d", $"✓ {Result(step)}"),
        _ when step.Changed is { } changed => ("d", changed == 1 ? "✓ 1 row" : string.Create(CultureInfo.InvariantCulture, $"✓ {changed} rows")),
        _ => ("d", Plain),
    };

    private static string Result(ScheduleStep step)
    {
        if (step.Rows.Count == 0) return "no row";
        if (step is { Rows.Count: 1, Columns.Count: 1 }) return $"{step.Columns[0]} = {Table.FormatValue(step.Rows[0][0])}";
        var shown = step.Rows.Take(MostRows).Select(row => row.Count == 1 ? Table.FormatValue(row[0]) : $"({string.Join(", ", row.Select(Table.FormatValue))})");
        var more = step.Rows.Count > MostRows ? string.Create(CultureInfo.InvariantCulture, $" and {step.Rows.Count - MostRows} more") : "";
        return $"{string.Join(", ", step.Columns)}: {string.Join(" ", shown)}{more}";
    }

    private static string Note(ScheduleRun run)
    {
        List<string> parts = [run.Server, run.Isolation is { } level ? Words(level) : "the server's own isolation level"];
        if (run.Waits > 0) parts.Add(Count(run.Waits, "wait"));
        if (run.Deadlocks > 0) parts.Add(Count(run.Deadlocks, "deadlock"));
        if (run.Errors > run.Deadlocks) parts.Add(Count(run.Errors - run.Deadlocks, "error"));
        return string.Join(" · ", parts);
    }

    private static string Words(Isolation level) => ScheduleDialect.Name(level);

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Cut(string error) => error.Length <= LongestError ? error : error[..LongestError] + "…";

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
