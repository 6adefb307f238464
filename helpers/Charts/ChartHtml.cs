using System.Net;

namespace StorageCourse.Charts;

/// <summary>A chart as HTML: a place for the picture with a sentence in it until it is drawn, the script that draws it, its figures in a table.</summary>
internal static class ChartHtml
{
    public static string Of(Chart chart, string tableHtml)
    {
        var id = "sc-chart-" + Guid.NewGuid().ToString("N");
        var figure = PlotlyFigure.Of(chart);
        var height = figure["layout"]!["height"]!.GetValue<int>();
        var note = chart.Footnote is { } text ? $"<div style=\"opacity:.75;font-size:90%\">{WebUtility.HtmlEncode(text)}</div>" : "";
        return $$"""
            <div id="{{id}}" class="sc-chart" style="min-height:{{height}}px;max-width:900px"><p><strong>{{WebUtility.HtmlEncode(chart.Title)}}</strong> — {{WebUtility.HtmlEncode(Summary(chart))}} The picture appears when the notebook's first cell has run; the figures stand below.</p></div>
            {{note}}<details style="margin:.4em 0"><summary>Figures</summary>{{tableHtml}}</details>
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
