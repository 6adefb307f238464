using System.Globalization;
using System.Text.Json.Nodes;

namespace StorageCourse.Charts;

/// <summary>A chart as plotly.js reads it: https://plotly.com/javascript/reference/.</summary>
internal static class PlotlyFigure
{
    private const int DefaultHeight = 360;
    private const int TopMargin = 64;
    private const int BottomMargin = 64;
    private const int BareBottomMargin = 36;
    private const double LabelHeight = 17;
    private const double LabelWidth = 7.6;

    public static JsonObject Of(Chart chart)
    {
        var categories = Categories(chart);
        var height = chart.PixelHeight ?? (IsSideways(chart) ? 150 + (44 * categories.Count) : chart.Field is { } map ? 150 + (34 * map.Rows.Count) : DefaultHeight);
        var layout = Layout(chart, height);
        var data = new JsonArray();
        if (chart.Field is { } field)
        {
            data.Add(Heat(field));
            Fit(layout, "xaxis", isCategory: true);
            Fit(layout, "yaxis", isCategory: true);
            layout["yaxis"]!["autorange"] = "reversed";
        }
        else
        {
            for (var i = 0; i < chart.AllSeries.Count; i++)
                foreach (var trace in Traces(chart, i))
                    data.Add((JsonNode)trace);
            FitAxes(chart, layout);
            LabelLines(chart, layout, height);
        }

        return new() { ["data"] = data, ["layout"] = layout };
    }

    private static bool IsSideways(Chart chart) => chart.AllSeries.Any(series => series.IsSideways);

    private static bool HasNames(Chart chart) => chart.AllSeries.Any(series => series.Positions.Any(position => !IsNumber(position)));

    private static bool IsNumber(object position) => position is byte or short or int or long or float or double or decimal;

    private static double Number(object position) => Convert.ToDouble(position, CultureInfo.InvariantCulture);

    private static List<object> Categories(Chart chart) => [.. chart.AllSeries.SelectMany(series => series.Positions).Distinct()];

    private static JsonObject Layout(Chart chart, int height)
    {
        var lines = chart.AllSeries.Count(series => series.Kind == SeriesKind.Line);
        var legend = chart.AllSeries.Count - lines > 1 || (lines > 0 && lines < chart.AllSeries.Count);
        var layout = new JsonObject
        {
            ["title"] = new JsonObject { ["text"] = $"<b>{Escape(chart.Title)}</b>", ["x"] = 0, ["xref"] = "container", ["xanchor"] = "left", ["y"] = 1, ["yref"] = "container", ["yanchor"] = "top", ["pad"] = new JsonObject { ["t"] = 14, ["l"] = 6 }, ["font"] = new JsonObject { ["size"] = 16 } },
            ["font"] = new JsonObject { ["size"] = 13, ["color"] = Palette.Neutral, ["family"] = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif" },
            ["paper_bgcolor"] = "rgba(0,0,0,0)",
            ["plot_bgcolor"] = "rgba(0,0,0,0)",
            ["height"] = height,
            ["margin"] = new JsonObject { ["l"] = 16, ["r"] = 24, ["t"] = legend ? TopMargin + 26 : TopMargin, ["b"] = chart.XAxis.Title.Length > 0 ? BottomMargin : BareBottomMargin },
            ["xaxis"] = AxisLayout(chart.XAxis.Title),
            ["yaxis"] = AxisLayout(chart.YAxis.Title),
            ["showlegend"] = legend,
            ["legend"] = new JsonObject { ["orientation"] = "h", ["x"] = 0, ["y"] = 1, ["xanchor"] = "left", ["yanchor"] = "bottom" },
            ["colorway"] = new JsonArray([.. Palette.Colors.Select(color => JsonValue.Create(color))]),
            ["barmode"] = "group",
            ["bargap"] = chart.AllSeries.Count == 1 ? 0.5 : 0.3,
            ["bargroupgap"] = 0.08,
            ["hovermode"] = "closest",
            ["annotations"] = new JsonArray(),
        };
        return layout;
    }

    private static JsonObject AxisLayout(string title) => new()
    {
        ["title"] = new JsonObject { ["text"] = Escape(title), ["standoff"] = 12 },
        ["gridcolor"] = "rgba(128,128,128,0.22)",
        ["linecolor"] = "rgba(128,128,128,0.6)",
        ["zeroline"] = false,
        ["automargin"] = true,
        ["tickformat"] = ",~r",
    };

    private static void Fit(JsonObject layout, string axis, bool isCategory)
    {
        if (!isCategory) return;
        var node = layout[axis]!.AsObject();
        node["type"] = "category";
        node["showgrid"] = false;
        node.Remove("tickformat");
    }

    private static void FitAxes(Chart chart, JsonObject layout)
    {
        var sideways = IsSideways(chart);
        var (positionAxis, valueAxis) = sideways ? ("yaxis", "xaxis") : ("xaxis", "yaxis");
        var (positionScale, valueScale) = sideways ? (chart.YAxis.Scale, chart.XAxis.Scale) : (chart.XAxis.Scale, chart.YAxis.Scale);
        if (HasNames(chart) || chart.AllSeries.Any(series => series.Kind == SeriesKind.Bars))
        {
            Fit(layout, positionAxis, isCategory: true);
            // From top to bottom, with half a row to spare at both ends for what is written over a point.
            if (sideways) layout[positionAxis]!["range"] = new JsonArray(Categories(chart).Count - 0.45, -0.65);
        }
        else if (positionScale == Axis.Log)
        {
            FitLog(layout[positionAxis]!.AsObject(), chart.AllSeries.SelectMany(series => series.Positions).Select(Number));
        }

        var hasBars = chart.AllSeries.Any(series => series.Kind == SeriesKind.Bars);
        if (valueScale == Axis.Log && !hasBars) FitLog(layout[valueAxis]!.AsObject(), AllValues(chart));
        else FitLinear(layout[valueAxis]!.AsObject(), AllValues(chart), room: chart.AllSeries.Any(series => series.Labels is not null) ? 0.16 : 0.08);
    }

    private static IEnumerable<double> AllValues(Chart chart) =>
        chart.AllSeries.SelectMany(series => series.Values.Concat(series.Low ?? []).Concat(series.High ?? [])).Where(double.IsFinite);

    private static void FitLinear(JsonObject axis, IEnumerable<double> values, double room)
    {
        var (low, high) = (0.0, 0.0);
        foreach (var value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low == high) return;
        axis["range"] = new JsonArray(low - ((high - low) * (low < 0 ? room : 0)), high + ((high - low) * room));
    }

    private static void FitLog(JsonObject axis, IEnumerable<double> values)
    {
        axis["type"] = "log";
        var positive = values.Where(value => value > 0 && double.IsFinite(value)).Select(Math.Log10).ToList();
        if (positive.Count == 0) return;
        var (low, high) = (positive.Min(), positive.Max());
        var room = Math.Max(0.08, (high - low) * 0.07);
        (low, high) = (low - room, high + room);
        axis["range"] = new JsonArray(low, high);
        double[] steps = (high - low) switch { < 1.3 => [1, 2, 3, 5, 7], < 2.6 => [1, 2, 5], _ => [1] };
        var every = Math.Max(1, (int)Math.Ceiling((high - low) / 8));
        var ticks = Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high - low) + 2)
            .Where(power => power % every == 0)
            .SelectMany(power => steps.Select(step => step * Math.Pow(10, power)))
            .Where(tick => Math.Log10(tick) >= low - 1e-9 && Math.Log10(tick) <= high + 1e-9).ToList();
        axis["tickvals"] = new JsonArray([.. ticks.Select(tick => JsonValue.Create(tick))]);
        axis["ticktext"] = new JsonArray([.. ticks.Select(tick => JsonValue.Create(Figures.Short(tick)))]);
    }

    private static IEnumerable<JsonObject> Traces(Chart chart, int index)
    {
        var series = chart.AllSeries[index];
        if (series is { IsBand: true, Low: { } low, High: { } high })
        {
            // The area between the two ends: there along the upper one, back along the lower one.
            var area = Trace(chart, series, index, [.. series.Positions, .. series.Positions.Reverse()], [.. high, .. low.Reverse()]);
            area["mode"] = "lines";
            area["line"] = new JsonObject { ["width"] = 0 };
            area["fill"] = "toself";
            area["fillcolor"] = Palette.Shade(index);
            area["hoverinfo"] = "skip";
            area["showlegend"] = false;
            yield return area;
        }

        var trace = Trace(chart, series, index, series.Positions, series.Values);
        if (series.Kind == SeriesKind.Bars)
        {
            trace["type"] = "bar";
            if (series.IsSideways) trace["orientation"] = "h";
            trace["marker"] = new JsonObject { ["color"] = Palette.Color(index) };
            trace["cliponaxis"] = false;
        }
        else
        {
            trace["mode"] = (series.Kind == SeriesKind.Line ? "lines+markers" : "markers") + (series.Labels is null ? "" : "+text");
            trace["line"] = new JsonObject { ["color"] = Palette.Color(index), ["width"] = 2.5, ["dash"] = Palette.Dashes[index % Palette.Dashes.Count] };
            trace["marker"] = new JsonObject { ["color"] = Palette.Color(index), ["size"] = series.Kind == SeriesKind.Line ? 7 : 10, ["symbol"] = Palette.Symbols[index % Palette.Symbols.Count] };
        }

        if (series.Labels is { } labels)
        {
            trace["text"] = new JsonArray([.. labels.Select(label => JsonValue.Create(Escape(label)))]);
            trace["textposition"] = series.Kind == SeriesKind.Bars ? "outside" : "top center";
        }

        if (!series.IsBand && (series.Low ?? series.High) is not null)
        {
            trace[series.IsSideways ? "error_x" : "error_y"] = new JsonObject
            {
                ["type"] = "data",
                ["symmetric"] = false,
                ["array"] = Distances(series.Values, series.High, 1),
                ["arrayminus"] = Distances(series.Values, series.Low, -1),
                ["color"] = series.Kind == SeriesKind.Bars ? Palette.Neutral : Palette.Color(index),
                ["thickness"] = 1.6,
                ["width"] = 5,
            };
        }

        yield return trace;
    }

    private static JsonArray Distances(IReadOnlyList<double> values, IReadOnlyList<double>? ends, int sign) =>
        new([.. values.Select((value, i) => ends is not null && double.IsFinite(ends[i]) && double.IsFinite(value) ? JsonValue.Create(Math.Max(0, (ends[i] - value) * sign)) : JsonValue.Create(0.0))]);

    private static JsonObject Trace(Chart chart, Series series, int index, IReadOnlyList<object> positions, IReadOnlyList<double> values)
    {
        var isLog = (series.IsSideways ? chart.XAxis : chart.YAxis).Scale == Axis.Log;
        var names = new JsonArray([.. positions.Select(position => IsNumber(position) && series.Kind != SeriesKind.Bars && !HasNames(chart) ? JsonValue.Create(Number(position)) : JsonValue.Create(Escape(Name(position))))]);
        var figures = new JsonArray([.. values.Select(value => double.IsFinite(value) && !(isLog && value <= 0) ? JsonValue.Create(value) : null)]);
        return new()
        {
            ["type"] = "scatter",
            ["name"] = Escape(series.Name),
            ["x"] = series.IsSideways ? figures : names,
            ["y"] = series.IsSideways ? names : figures,
            ["meta"] = new JsonObject { ["color"] = index % Palette.Colors.Count },
            ["hovertemplate"] = series.IsSideways ? "%{y}: %{x:,.4~r}" : "%{x}: %{y:,.4~r}",
        };
    }

    private static string Name(object position) => IsNumber(position) ? Figures.Short(Number(position)) : Convert.ToString(position, CultureInfo.InvariantCulture) ?? "";

    private static JsonObject Heat(HeatMap field) => new()
    {
        ["type"] = "heatmap",
        ["x"] = new JsonArray([.. field.Columns.Select(name => JsonValue.Create(Lines(name)))]),
        ["y"] = new JsonArray([.. field.Rows.Select(name => JsonValue.Create(Lines(name)))]),
        ["z"] = new JsonArray([.. field.Values.Select(row => new JsonArray([.. row.Select(value => double.IsFinite(value) ? JsonValue.Create(value) : null)]))]),
        ["text"] = new JsonArray([.. field.Values.Select((row, i) => new JsonArray([.. row.Select((value, j) => JsonValue.Create(Escape(field.Labels?[i][j] ?? Figures.Short(value))))]))]),
        ["texttemplate"] = "%{text}",
        ["hovertemplate"] = "%{y}, %{x}: %{z}<extra></extra>",
        ["colorscale"] = "Cividis",
        ["xgap"] = 2,
        ["ygap"] = 2,
        ["showscale"] = field.Unit.Length > 0,
        ["colorbar"] = new JsonObject { ["title"] = new JsonObject { ["text"] = Escape(field.Unit), ["side"] = "right" }, ["outlinewidth"] = 0, ["thickness"] = 14 },
    };

    /// <summary>Writes each line's name at its right end; names that would overlap are pushed apart.</summary>
    private static void LabelLines(Chart chart, JsonObject layout, int height)
    {
        if (layout["showlegend"]!.GetValue<bool>() || layout["yaxis"]!["range"] is not JsonArray range) return;
        var (low, high) = (range[0]!.GetValue<double>(), range[1]!.GetValue<double>());
        var isLog = chart.YAxis.Scale == Axis.Log;
        var pixels = (height - TopMargin - BottomMargin) / (high - low);
        var ends = new List<(int Index, object X, double Y)>();
        for (var i = 0; i < chart.AllSeries.Count; i++)
        {
            var series = chart.AllSeries[i];
            if (series.Kind != SeriesKind.Line) continue;
            var last = Enumerable.Range(0, series.Values.Count).LastOrDefault(at => double.IsFinite(series.Values[at]) && !(isLog && series.Values[at] <= 0), -1);
            if (last < 0) continue;
            ends.Add((i, series.Positions[last], isLog ? Math.Log10(series.Values[last]) : series.Values[last]));
        }

        var annotations = layout["annotations"]!.AsArray();
        var floor = double.NegativeInfinity;
        foreach (var (index, x, y) in ends.OrderBy(end => end.Y))
        {
            var at = Math.Max(y * pixels, floor + LabelHeight);
            floor = at;
            annotations.Add(new JsonObject
            {
                ["text"] = Escape(chart.AllSeries[index].Name),
                ["x"] = !IsNumber(x) || HasNames(chart) ? Escape(Name(x)) : chart.XAxis.Scale == Axis.Log ? Math.Log10(Number(x)) : Number(x),
                ["y"] = y,
                ["xanchor"] = "left",
                ["xshift"] = 9,
                ["yshift"] = Math.Round(at - (y * pixels), 1),
                ["showarrow"] = false,
                ["font"] = new JsonObject { ["color"] = Palette.Color(index) },
                ["name"] = (index % Palette.Colors.Count).ToString(CultureInfo.InvariantCulture),
            });
        }

        if (ends.Count > 0) layout["margin"]!["r"] = 20 + (int)(LabelWidth * ends.Max(end => chart.AllSeries[end.Index].Name.Length));
    }

    // plotly.js reads a little HTML in texts; what comes from a notebook is text.
    private static string Lines(string name) => Escape(name).Replace("\n", "<br>", StringComparison.Ordinal);

    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
