using System.Text.Json.Nodes;
using Plotly.NET;
using StorageCourse.Host;
using StorageCourse.Lessons.Charts;

namespace StorageCourse;

/// <summary>
/// A chart of Plotly.NET, drawn by the notebook's own copy of plotly.js: with the network off as well, and in the page's colours unless the chart has
/// its own. A cell's result and display(…) need no call of it.
/// </summary>
/// <param name="chart">The chart.</param>
public sealed class PlotlyChart(GenericChart chart) : IDisplayable
{
    private const int DefaultHeight = 450;

    /// <summary>What the cartesian bundle draws (https://github.com/plotly/plotly.js/blob/v3.5.0/dist/README.md).</summary>
    private static readonly string[] Drawn =
        ["scatter", "bar", "box", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "contour", "scatterternary", "violin", "image", "pie"];

    /// <inheritdoc/>
    public Bundle ToBundle()
    {
        var figure = chart.ToJson();
        figure["layout"]!["height"] ??= DefaultHeight;
        var traces = figure["data"]!.AsArray().OfType<JsonObject>().ToList();
        var table = PlotlyTable.Of(traces).ToBundle();
        var title = Text(figure["layout"]!["title"]?["text"]) is { Length: > 0 } named ? named : "Chart";
        var foreign = traces.Select(TypeOf).Where(type => !Drawn.Contains(type)).Distinct().ToList();
        var html = foreign.Count == 0
            ? ChartHtml.Of(figure, title, Summary(traces), "", table.Data[MimeType.Html])
            : ChartHtml.Undrawn(title, $"expected traces of {string.Join(", ", Drawn)}, which the notebook's copy of plotly.js draws; got {string.Join(", ", foreign)}. Draw it as one of those.", table.Data[MimeType.Html]);
        return Bundle.Html(html, $"{title}\n{table.Data[MimeType.Text]}").With(MimeType.Plotly, figure.ToJsonString());
    }

    private static string TypeOf(JsonObject trace) => Text(trace["type"]) is { Length: > 0 } type ? type : "scatter";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Summary(IEnumerable<JsonObject> traces) =>
        string.Join("; ", traces.Select(trace => $"{TypeOf(trace)}{(Text(trace["name"]) is { Length: > 0 } name ? $" “{name}”" : "")}")) + ".";
}
