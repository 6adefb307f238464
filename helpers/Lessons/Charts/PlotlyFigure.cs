using System.Globalization;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace StorageCourse.Lessons.Charts;

/// <summary>A chart of the course as one of Plotly.NET, with its template: https://plotly.com/javascript/reference/.</summary>
internal sealed class PlotlyFigure
{
    public const int TopMargin = 64;
    public const int BottomMargin = 64;
    private const int DefaultHeight = 360;
    private const int BareBottomMargin = 36;
    private const double LabelHeight = 17;
    private const double LabelWidth = 7.6;

    private readonly Chart chart;
    private readonly int height;
    private readonly bool isSideways;
    private readonly bool hasNames;
    private readonly bool hasBars;
    private readonly bool hasLegend;

    private PlotlyFigure(Chart chart)
    {
        this.chart = chart;
        isSideways = chart.AllSeries.Any(series => series.IsSideways);
        hasNames = chart.AllSeries.Any(series => series.Positions.Any(position => !IsNumber(position)));
        hasBars = chart.AllSeries.Any(series => series.Kind == SeriesKind.Bars);
        var lines = chart.AllSeries.Count(series => series.Kind == SeriesKind.Line);
        hasLegend = chart.AllSeries.Count - lines > 1 || (lines > 0 && lines < chart.AllSeries.Count);
        height = chart.PixelHeight ?? (isSideways ? 150 + (44 * Categories.Count) : chart.Field is { } field ? 150 + (34 * field.Rows.Count) : DefaultHeight);
    }

    private List<object> Categories => [.. chart.AllSeries.SelectMany(series => series.Positions).Distinct()];

    private IEnumerable<double> AllValues => chart.AllSeries.SelectMany(series => series.Values.Concat(series.Low ?? []).Concat(series.High ?? [])).Where(double.IsFinite);

    public static GenericChart Of(Chart chart)
    {
        var figure = new PlotlyFigure(chart);
        return GenericChart.setLayout(figure.Layout(), GenericChart.ofTraceObjects(false, figure.Traces()));
    }

    private static bool IsNumber(object position) => position is byte or short or int or long or float or double or decimal;

    private static double Number(object position) => Convert.ToDouble(position, CultureInfo.InvariantCulture);

    private static string Name(object position) => IsNumber(position) ? Figures.Short(Number(position)) : Convert.ToString(position, CultureInfo.InvariantCulture) ?? "";

    private Layout Layout()
    {
        var (x, y) = Axes();
        var labels = hasLegend ? [] : LineEnds(y);
        return new Layout().With(
            ("template", CourseTemplate.Value),
            ("title", new Title().With(("text", $"<b>{Escape(chart.Title)}</b>"))),
            ("height", height),
            ("margin", new Margin().With(
                ("r", labels.Count == 0 ? null : 20 + (int)(LabelWidth * labels.Max(end => chart.AllSeries[end.Index].Name.Length))),
                ("t", hasLegend ? TopMargin + 26 : null),
                ("b", chart.XAxis.Title.Length > 0 ? null : BareBottomMargin))),
            ("xaxis", x.Written(chart.XAxis.Title)),
            ("yaxis", y.Written(chart.YAxis.Title)),
            ("showlegend", hasLegend),
            ("barmode", "group"),
            ("bargap", chart.AllSeries.Count == 1 ? 0.5 : 0.3),
            ("annotations", Labels(labels, y)));
    }

    private (PlotlyAxis X, PlotlyAxis Y) Axes()
    {
        if (chart.Field is not null) return (PlotlyAxis.OfNames(), PlotlyAxis.OfNames() with { IsReversed = true });
        var (positionScale, valueScale) = isSideways ? (chart.YAxis.Scale, chart.XAxis.Scale) : (chart.XAxis.Scale, chart.YAxis.Scale);
        var positions = hasNames || hasBars
            // From top to bottom, with half a row to spare at both ends for what is written over a point.
            ? PlotlyAxis.OfNames() with { Range = isSideways ? (Categories.Count - 0.45, -0.65) : null }
            : positionScale == Axis.Log ? PlotlyAxis.Log(chart.AllSeries.SelectMany(series => series.Positions).Select(Number)) : PlotlyAxis.Unfitted;
        var values = valueScale == Axis.Log && !hasBars
            ? PlotlyAxis.Log(AllValues)
            : PlotlyAxis.Linear(AllValues, room: chart.AllSeries.Any(series => series.Labels is not null) ? 0.16 : 0.08);
        return isSideways ? (values, positions) : (positions, values);
    }

    private List<Trace> Traces()
    {
        if (chart.Field is { } field) return [Heat(field)];
        var traces = new List<Trace>();
        for (var index = 0; index < chart.AllSeries.Count; index++)
        {
            var series = chart.AllSeries[index];
            if (series is { IsBand: true, Low: { } low, High: { } high }) traces.Add(Band(series, index, low, high));
            traces.Add(series.Kind == SeriesKind.Bars ? Bars(series, index) : Points(series, index));
        }

        return traces;
    }

    /// <summary>The area between the two ends: there along the upper one, back along the lower one.</summary>
    private Trace Band(Series series, int index, IReadOnlyList<double> low, IReadOnlyList<double> high) =>
        Trace("scatter", series, index, [.. series.Positions, .. series.Positions.Reverse()], [.. high, .. low.Reverse()]).With(
            ("mode", "lines"),
            ("line", new Line().With(("width", 0))),
            ("fill", "toself"),
            ("fillcolor", Palette.Shade(index)),
            ("hoverinfo", "skip"),
            ("showlegend", false));

    private Trace Bars(Series series, int index) =>
        Trace("bar", series, index, series.Positions, series.Values).With(
            ("orientation", series.IsSideways ? "h" : null),
            ("marker", new Marker().With(("color", Palette.Color(index)))),
            ("cliponaxis", false),
            ("textposition", series.Labels is null ? null : "outside"),
            (ErrorName(series), ErrorBars(series, Palette.Neutral)));

    private Trace Points(Series series, int index) =>
        Trace("scatter", series, index, series.Positions, series.Values).With(
            ("mode", (series.Kind == SeriesKind.Line ? "lines+markers" : "markers") + (series.Labels is null ? "" : "+text")),
            ("line", new Line().With(("color", Palette.Color(index)), ("width", 2.5), ("dash", Palette.Dashes[index % Palette.Dashes.Count]))),
            ("marker", new Marker().With(("color", Palette.Color(index)), ("size", series.Kind == SeriesKind.Line ? 7 : 10), ("symbol", Palette.Symbols[index % Palette.Symbols.Count]))),
            ("textposition", series.Labels is null ? null : "top center"),
            (ErrorName(series), series.IsBand ? null : ErrorBars(series, Palette.Color(index))));

    private static string ErrorName(Series series) => series.IsSideways ? "error_x" : "error_y";

    private static Error? ErrorBars(Series series, string color) => (series.Low ?? series.High) is null ? null : new Error().With(
        ("type", "data"),
        ("symmetric", false),
        ("array", Distances(series.Values, series.High, 1)),
        ("arrayminus", Distances(series.Values, series.Low, -1)),
        ("color", color),
        ("thickness", 1.6),
        ("width", 5));

    private static double[] Distances(IReadOnlyList<double> values, IReadOnlyList<double>? ends, int sign) =>
        [.. values.Select((value, i) => ends is not null && double.IsFinite(ends[i]) && double.IsFinite(value) ? Math.Max(0, (ends[i] - value) * sign) : 0)];

    private Trace Trace(string type, Series series, int index, IReadOnlyList<object> positions, IReadOnlyList<double> values)
    {
        var isLog = (series.IsSideways ? chart.XAxis : chart.YAxis).Scale == Axis.Log;
        object[] names = [.. positions.Select(position => IsNumber(position) && series.Kind != SeriesKind.Bars && !hasNames ? (object)Number(position) : Escape(Name(position)))];
        double?[] figures = [.. values.Select(value => double.IsFinite(value) && !(isLog && value <= 0) ? value : (double?)null)];
        return new Trace(type).With(
            ("name", Escape(series.Name)),
            ("x", series.IsSideways ? figures : names),
            ("y", series.IsSideways ? names : figures),
            ("text", series.Labels?.Select(Escape).ToArray()),
            ("meta", PlotlyObjects.Of(("color", index % Palette.Colors.Count))),
            ("hovertemplate", series.IsSideways ? "%{y}: %{x:,.4~r}" : "%{x}: %{y:,.4~r}"));
    }

    private static Trace Heat(HeatMap field) => new Trace("heatmap").With(
        ("x", field.Columns.Select(Lines).ToArray()),
        ("y", field.Rows.Select(Lines).ToArray()),
        ("z", field.Values.Select(row => row.Select(value => double.IsFinite(value) ? value : (double?)null).ToArray()).ToArray()),
        ("text", field.Values.Select((row, i) => row.Select((value, j) => Escape(field.Labels?[i][j] ?? Figures.Short(value))).ToArray()).ToArray()),
        ("texttemplate", "%{text}"),
        ("hovertemplate", "%{y}, %{x}: %{z}<extra></extra>"),
        ("colorscale", "Cividis"),
        ("xgap", 2),
        ("ygap", 2),
        ("showscale", field.Unit.Length > 0),
        ("colorbar", new ColorBar().With(("title", new Title().With(("text", Escape(field.Unit)), ("side", "right"))), ("outlinewidth", 0), ("thickness", 14))));

    /// <summary>The last point of each line, from the lowest up.</summary>
    private List<(int Index, object X, double Y)> LineEnds(PlotlyAxis axis)
    {
        var ends = new List<(int Index, object X, double Y)>();
        for (var i = 0; i < chart.AllSeries.Count; i++)
        {
            var series = chart.AllSeries[i];
            if (series.Kind != SeriesKind.Line || axis.Range is null) continue;
            var last = Enumerable.Range(0, series.Values.Count).LastOrDefault(at => double.IsFinite(series.Values[at]) && !(axis.IsLog && series.Values[at] <= 0), -1);
            if (last >= 0) ends.Add((i, series.Positions[last], axis.IsLog ? Math.Log10(series.Values[last]) : series.Values[last]));
        }

        return [.. ends.OrderBy(end => end.Y)];
    }

    /// <summary>Writes each line's name at its right end; names that would overlap are pushed apart.</summary>
    private Annotation[] Labels(List<(int Index, object X, double Y)> ends, PlotlyAxis axis)
    {
        if (axis.Range is not { } range) return [];
        var pixels = (height - TopMargin - BottomMargin) / (range.High - range.Low);
        var floor = double.NegativeInfinity;
        return [.. ends.Select(end =>
        {
            floor = Math.Max(end.Y * pixels, floor + LabelHeight);
            return new Annotation().With(
                ("text", Escape(chart.AllSeries[end.Index].Name)),
                ("x", !IsNumber(end.X) || hasNames ? Escape(Name(end.X)) : chart.XAxis.Scale == Axis.Log ? Math.Log10(Number(end.X)) : Number(end.X)),
                ("y", end.Y),
                ("xanchor", "left"),
                ("xshift", 9),
                ("yshift", Math.Round(floor - (end.Y * pixels), 1)),
                ("showarrow", false),
                ("font", new Font().With(("color", Palette.Color(end.Index)))),
                ("name", (end.Index % Palette.Colors.Count).ToString(CultureInfo.InvariantCulture)));
        })];
    }

    // plotly.js reads a little HTML in texts; what comes from a notebook is text.
    private static string Lines(string name) => Escape(name).Replace("\n", "<br>", StringComparison.Ordinal);

    internal static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
