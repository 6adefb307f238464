using System.Net;
using System.Text.Json.Nodes;

namespace StorageCourse.Lessons.Charts;

/// <summary>A chart as HTML: a place for the picture with a sentence in it until it is drawn, the script that draws it, its figures in a table.</summary>
internal static class ChartHtml
{
    public static string Of(Chart chart, JsonObject figure, string tableHtml) =>
        Of(figure, chart.Title, Summary(chart), chart.Footnote ?? "", tableHtml);

    /// <param name="figure">As plotly.js reads it; its layout has a height.</param>
    /// <param name="title">What the picture says.</param>
    /// <param name="summary">What it holds, in sentences.</param>
    /// <param name="footnote">What stands under it; may be empty.</param>
    /// <param name="tableHtml">Its figures.</param>
    public static string Of(JsonObject figure, string title, string summary, string footnote, string tableHtml)
    {
        var id = "sc-chart-" + Guid.NewGuid().ToString("N");
        var height = figure["layout"]!["height"]!.ToJsonString();
        var note = footnote.Length > 0 ? $"<div style=\"opacity:.75;font-size:90%\">{WebUtility.HtmlEncode(footnote)}</div>" : "";
        return $$"""
            <div id="{{id}}" class="sc-chart" style="min-height:{{height}}px;max-width:900px"><p><strong>{{WebUtility.HtmlEncode(title)}}</strong> — {{WebUtility.HtmlEncode(summary)}} The picture appears when the notebook's first cell has run; the figures stand below.</p></div>
            {{note}}{{Folded(tableHtml)}}
            <script>(function () {
            var figure = {{figure.ToJsonString()}};
            (function wait(tries) {
              var element = document.getElementById("{{id}}");
              if (element && window.Plotly && window.storageCourseChart) window.storageCourseChart(element, figure);
              else if (tries > 0) setTimeout(wait, 100, tries - 1);
            })(600);
            })();</script>
            """;
    }

    /// <summary>A chart that can't be drawn here: why, and its figures.</summary>
    public static string Undrawn(string title, string why, string tableHtml) =>
        $"<div class=\"sc-chart\"><p><strong>{WebUtility.HtmlEncode(title)}</strong> — {WebUtility.HtmlEncode(why)}</p></div>{Folded(tableHtml)}";

    private static string Folded(string tableHtml) => $"<details style=\"margin:.4em 0\"><summary>Figures</summary>{tableHtml}</details>";

    /// <summary>What the picture holds, for those who don't see it.</summary>
    private static string Summary(Chart chart)
    {
        if (chart.Field is { } field) return $"A field of {field.Rows.Count} rows by {field.Columns.Count} columns.";
        var (along, across) = chart.AllSeries.Any(series => series.IsSideways) ? (chart.YAxis.Title, chart.XAxis.Title) : (chart.XAxis.Title, chart.YAxis.Title);
        var ranges = chart.AllSeries.Select(series => series.Values.Where(double.IsFinite).ToList() is { Count: > 0 } values
            ? $"{series.Name}: {Figures.Short(values.Min())}{(values.Count > 1 ? " to " + Figures.Short(values.Max()) : "")}"
            : $"{series.Name}: no value");
        return $"{across}{(along.Length > 0 ? " by " + along : "")}. {string.Join("; ", ranges)}.";
    }
}
