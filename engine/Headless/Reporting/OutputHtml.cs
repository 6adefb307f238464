using System.Text.Json;
using System.Text.Json.Nodes;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>One output of a cell as HTML: the richest form that a page can show without a kernel.</summary>
internal static class OutputHtml
{
    /// <summary>The output, in an element of its own.</summary>
    public static string Of(JsonObject output) => output.StringAt("output_type") switch
    {
        "stream" => Wrap("", $"<pre class=\"{(output.StringAt("name") == "stderr" ? "stderr" : "stdout")}\">{Ansi.ToHtml(Overwritten(MultilineText.Join(output["text"])))}</pre>"),
        "error" => Error(output),
        _ => Bundle(output.ObjectAt("data")),
    };

    private static string Error(JsonObject output)
    {
        var name = HtmlShell.Text(output.StringAt("ename") ?? "Error");
        var message = Ansi.ToHtml(output.StringAt("evalue") ?? "");
        var traceback = string.Join('\n', output["traceback"] is JsonArray lines ? lines.Select(MultilineText.Join) : []);
        // Most tracebacks begin or end with the message; it need not stand twice.
        var head = traceback.Length > 0 && Ansi.Strip(traceback).Contains(Ansi.Strip(output.StringAt("evalue") ?? ""), StringComparison.Ordinal)
            ? ""
            : $"<p><strong>{name}</strong> {message}</p>";
        return Wrap(" failure", $"{head}{(traceback.Length == 0 ? "" : $"<pre class=\"traceback\">{Ansi.ToHtml(traceback)}</pre>")}");
    }

    private static string Bundle(JsonObject data)
    {
        var chips = string.Concat(OutcomesOf(data).Where(outcome => outcome.Kind != OutcomeKind.Store).Select(Chip));
        var chip = chips.Length == 0 ? "" : $"<div class=\"chips\">{chips}</div>";
        if (data[MimeType.Html] is { } html)
        {
            var markup = MultilineText.Join(html);
            // What shows nothing (a script, or only something for the runner) needs no frame.
            var showsNothing = chip.Length == 0 && MultilineText.Join(data[MimeType.Text]).Length == 0
                && (markup.Length == 0 || markup.TrimStart().StartsWith("<script", StringComparison.OrdinalIgnoreCase));
            return Wrap(showsNothing ? " bare" : "", chip + markup);
        }

        if (data["image/svg+xml"] is { } svg) return Wrap("", chip + MultilineText.Join(svg));
        foreach (var type in (string[])["image/png", "image/jpeg", "image/gif"])
        {
            if (data[type] is { } image) return Wrap("", $"{chip}<img alt=\"\" src=\"data:{type};base64,{MultilineText.Join(image).ReplaceLineEndings("")}\">");
        }

        if (data[MimeType.Markdown] is { } markdown) return Wrap(" text", chip + MarkdownHtml.Of(MultilineText.Join(markdown)));
        if (data[MimeType.Plotly] is { } figure) return Wrap("", chip + Figure(figure));
        if (data["application/json"] is { } json) return Wrap("", $"{chip}<pre>{HtmlShell.Text(json.ToJsonString(Indented))}</pre>");
        var text = MultilineText.Join(data[MimeType.Text]);
        return chip.Length == 0 && text.Length == 0 ? "" : Wrap("", $"{chip}<pre>{Ansi.ToHtml(text)}</pre>");
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // Charts of the course come as HTML too; this is a figure of some other kernel.
    private static string Figure(JsonNode figure) => $"""
        <div class="figure"></div><script>(function (place, figure) {"{"}
          if (window.Plotly) Plotly.newPlot(place, figure.data, figure.layout, {"{"} displaylogo: false, responsive: true {"}"});
          else place.textContent = "A Plotly figure; plotly.js is not on this page.";
        {"}"})(document.currentScript.previousElementSibling, {figure.ToJsonString()});</script>
        """;

    // Servers stand in the lab's own table.
    private static string Chip(Outcome outcome)
    {
        var word = (outcome.Kind, outcome.Status) switch
        {
            (OutcomeKind.Claim, OutcomeStatus.Passed) => "holds",
            (OutcomeKind.Claim, OutcomeStatus.Failed) => "broken",
            (OutcomeKind.Claim, OutcomeStatus.Skipped) => "not judged",
            (OutcomeKind.Skip, _) => "",
            _ => Words.Of(outcome.Status),
        };
        var name = outcome.Kind == OutcomeKind.Skip ? $"skipped: needs {outcome.Id}" : $"{outcome.Kind.ToString().ToLowerInvariant()} {outcome.Id} {word}";
        return $"<span class=\"chip {HtmlShell.Class(Words.Of(outcome.Status))}\">{HtmlShell.Text(name)}</span>";
    }

    /// <summary>What an output says to the runner; nothing where that can't be read.</summary>
    private static IReadOnlyList<Outcome> OutcomesOf(JsonObject data)
    {
        if (data[MimeType.Outcome] is not { } said) return [];
        try
        {
            return Outcome.ListFromJson(said is JsonValue text && text.TryGetValue<string>(out var json) ? json : said.ToJsonString());
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // What a terminal would show of lines that are overwritten by a carriage return.
    private static string Overwritten(string text) => !text.Contains('\r', StringComparison.Ordinal)
        ? text
        : string.Join('\n', text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(line => line.TrimEnd('\r').Split('\r')[^1]));

    private static string Wrap(string more, string html) => $"<div class=\"output{more}\">{html}</div>\n";
}
