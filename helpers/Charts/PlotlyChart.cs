using System.Text.Json;
using System.Text.Json.Nodes;
using StorageCourse.Charts;
using StorageCourse.Host;

namespace StorageCourse;

/// <summary>
/// A figure that another library made for plotly.js, drawn by the notebook's own copy of it: with the network off as well, and in
/// the page's colours unless the figure has its own.
/// </summary>
public sealed class PlotlyChart : IDisplayable
{
    private const int DefaultHeight = 450;

    /// <summary>What the cartesian bundle draws (https://github.com/plotly/plotly.js/blob/v3.5.0/dist/README.md).</summary>
    private static readonly string[] Drawn =
        ["scatter", "bar", "box", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "contour", "scatterternary", "violin", "image", "pie"];

    private readonly JsonObject figure;

    private PlotlyChart(JsonObject figure) => this.figure = figure;

    /// <summary>Takes a figure: {"data": […], "layout": {…}, "config": {…}}, of which the last two may be missing.</summary>
    /// <param name="json">As plotly.js 2 or 3 reads it.</param>
    /// <exception cref="ArgumentException">The text is no figure.</exception>
    public static PlotlyChart FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        JsonNode? parsed;
        try
        {
            parsed = JsonNode.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"expected a Plotly figure as JSON: {exception.Message}", nameof(json), exception);
        }

        if (parsed is not JsonObject figure || figure["data"] is not JsonArray)
            throw new ArgumentException("expected a Plotly figure, an object with a list \"data\"; got something else", nameof(json));
        if (figure["layout"] is not JsonObject) figure["layout"] = new JsonObject();
        Adapt(figure);
        return new(figure);
    }

    private IEnumerable<JsonObject> Traces => figure["data"]!.AsArray().OfType<JsonObject>();

    private JsonObject Layout => figure["layout"]!.AsObject();

    /// <inheritdoc/>
    public Bundle ToBundle()
    {
        var table = PlotlyTable.Of(Traces).ToBundle();
        var title = Text(Layout["title"]?["text"]) is { Length: > 0 } named ? named : "Chart";
        var foreign = Traces.Select(TypeOf).Where(type => !Drawn.Contains(type)).Distinct().ToList();
        var html = foreign.Count == 0
            ? ChartHtml.Of(figure, title, Summary(), "", table.Data[MimeType.Html])
            : ChartHtml.Undrawn(title, $"expected traces of {string.Join(", ", Drawn)}, which the notebook's copy of plotly.js draws; got {string.Join(", ", foreign)}. Draw it as one of those.", table.Data[MimeType.Html]);
        return Bundle.Html(html, $"{title}\n{table.Data[MimeType.Text]}").With(MimeType.Plotly, figure.ToJsonString());
    }

    private static string TypeOf(JsonObject trace) => Text(trace["type"]) is { Length: > 0 } type ? type : "scatter";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private string Summary() => string.Join("; ", Traces.Select(trace => $"{TypeOf(trace)}{(Text(trace["name"]) is { Length: > 0 } name ? $" “{name}”" : "")}")) + ".";

    private static void Adapt(JsonObject figure)
    {
        foreach (var part in figure["data"]!.AsArray().OfType<JsonObject>().Append(figure["layout"]!.AsObject())) Modernise(part);
        var layout = figure["layout"]!.AsObject();
        if (layout["font"] is not JsonObject) layout["font"] = new JsonObject();
        layout["height"] ??= DefaultHeight;
        if (layout["paper_bgcolor"] is not null || layout["plot_bgcolor"] is not null || layout["font"]!["color"] is not null) return;

        // No colours of its own: it takes those of the page, as the course's charts do, and chart.js colours its text.
        layout["paper_bgcolor"] = "rgba(0,0,0,0)";
        layout["plot_bgcolor"] = "rgba(0,0,0,0)";
        foreach (var axis in layout.Where(member => member.Key.StartsWith("xaxis", StringComparison.Ordinal) || member.Key.StartsWith("yaxis", StringComparison.Ordinal))
            .Select(member => member.Key).Union(["xaxis", "yaxis"]).ToList())
        {
            if (layout[axis] is not JsonObject) layout[axis] = new JsonObject();
            layout[axis]!["gridcolor"] ??= "rgba(128,128,128,0.22)";
            layout[axis]!["linecolor"] ??= "rgba(128,128,128,0.6)";
            layout[axis]!["zerolinecolor"] ??= "rgba(128,128,128,0.6)";
            layout[axis]!["automargin"] ??= true;
        }
    }

    /// <summary>What plotly.js 2 allowed and 3 does not: a title that is a mere text (https://github.com/plotly/plotly.js/releases/tag/v3.0.0).</summary>
    private static void Modernise(JsonObject part)
    {
        foreach (var (name, value) in part.ToList())
        {
            if (name == "title" && Text(value) is { } title) part[name] = new JsonObject { ["text"] = title };
            else if (value is JsonObject inner) Modernise(inner);
        }
    }
}
