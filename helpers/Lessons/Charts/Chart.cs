using StorageCourse.Host;
using StorageCourse.Lessons.Charts;

namespace StorageCourse;

/// <summary>
/// A chart for a notebook: an interactive picture where scripts run, a table of its figures everywhere.
/// Colours are told apart by colour-blind readers (Okabe and Ito) and are never the only difference; light and dark pages are followed.
/// </summary>
/// <example><code>
/// new Chart("Pages read to find one customer's orders")
///     .X("rows in the table", Axis.Log).Y("pages of 8 KiB", Axis.Log)
///     .Line("scan", sizes, scanned).Line("seek", sizes, sought)
/// </code></example>
public sealed class Chart : IDisplayable
{
    private readonly List<Series> series = [];

    /// <summary>An empty chart.</summary>
    /// <param name="title">What the picture says, in a few words.</param>
    public Chart(string title) => Title = title;

    /// <summary>What the picture says.</summary>
    public string Title { get; }

    internal ChartAxis XAxis { get; private set; } = new("", Axis.Linear);

    internal ChartAxis YAxis { get; private set; } = new("", Axis.Linear);

    internal IReadOnlyList<Series> AllSeries => series;

    internal HeatMap? Field { get; private set; }

    internal string? Footnote { get; private set; }

    internal int? PixelHeight { get; private set; }

    /// <summary>Names the horizontal axis.</summary>
    /// <param name="title">What it measures, with its unit: "memory (MiB)".</param>
    /// <param name="scale">Linear or logarithmic.</param>
    public Chart X(string title, Axis scale = Axis.Linear)
    {
        XAxis = new(title, scale);
        return this;
    }

    /// <summary>Names the vertical axis.</summary>
    /// <param name="title">What it measures, with its unit: "latency (ms)".</param>
    /// <param name="scale">Linear or logarithmic. Bars always start at 0, so with bars it must be linear.</param>
    public Chart Y(string title, Axis scale = Axis.Linear)
    {
        YAxis = new(title, scale);
        return this;
    }

    /// <summary>Adds a line through points, named at its right end.</summary>
    /// <param name="name">What the line is.</param>
    /// <param name="x">Numbers or names.</param>
    /// <param name="y">One value for each x; NaN leaves a gap.</param>
    /// <param name="low">The lower end of each value's interval, or null.</param>
    /// <param name="high">The upper end of each value's interval, or null.</param>
    /// <param name="band">Draws the interval as a shaded band instead of error bars.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public Chart Line<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y, IEnumerable<double>? low = null, IEnumerable<double>? high = null, bool band = false)
        where TX : notnull
        where TY : notnull =>
        Add(name, SeriesKind.Line, x, y, low, high, labels: null, band, sideways: false);

    /// <summary>Adds points that no line joins.</summary>
    /// <inheritdoc cref="Line"/>
    /// <param name="labels">What is written beside each point, or null.</param>
    /// <param name="sideways">Values lie along the horizontal axis; <paramref name="x"/> names the rows.</param>
    public Chart Points<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y, IEnumerable<double>? low = null, IEnumerable<double>? high = null, IEnumerable<string>? labels = null, bool sideways = false)
        where TX : notnull
        where TY : notnull =>
        Add(name, SeriesKind.Points, x, y, low, high, labels, band: false, sideways);

    /// <summary>Adds one bar for each category; bars of several series stand side by side.</summary>
    /// <inheritdoc cref="Points"/>
    public Chart Bars<TX, TY>(string name, IEnumerable<TX> x, IEnumerable<TY> y, IEnumerable<double>? low = null, IEnumerable<double>? high = null, IEnumerable<string>? labels = null, bool sideways = false)
        where TX : notnull
        where TY : notnull =>
        Add(name, SeriesKind.Bars, x, y, low, high, labels, band: false, sideways);

    /// <summary>Fills the chart with a field of values, coloured by their size. A chart has one, and no other series.</summary>
    /// <param name="columns">The columns' names, from left to right; one that is too wide may have line breaks in it.</param>
    /// <param name="rows">The rows' names, from top to bottom.</param>
    /// <param name="values">A list of values for each row; NaN leaves a hole.</param>
    /// <param name="labels">What is written in each cell; null writes the value.</param>
    /// <param name="unit">What the colour measures, for the scale beside the field; "" leaves the scale out.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public Chart Heat(IReadOnlyList<string> columns, IReadOnlyList<string> rows, IReadOnlyList<IReadOnlyList<double>> values, IReadOnlyList<IReadOnlyList<string>>? labels = null, string unit = "")
    {
        if (values.Count != rows.Count || values.Any(row => row.Count != columns.Count))
            throw new ArgumentException($"expected {rows.Count} rows of {columns.Count} values, got {values.Count} rows of {string.Join(", ", values.Select(row => row.Count).Distinct())}", nameof(values));
        if (labels is not null && (labels.Count != rows.Count || labels.Any(row => row.Count != columns.Count)))
            throw new ArgumentException($"expected {rows.Count} rows of {columns.Count} labels", nameof(labels));
        Field = new(columns, rows, values, labels, unit);
        return this;
    }

    /// <summary>Adds a line of small print: where the figures come from, what the bars mean.</summary>
    public Chart Note(string text)
    {
        Footnote = text;
        return this;
    }

    /// <summary>Sets the picture's height.</summary>
    /// <param name="pixels">CSS pixels, at least 120.</param>
    public Chart Height(int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 120);
        PixelHeight = pixels;
        return this;
    }

    /// <inheritdoc/>
    public Bundle ToBundle()
    {
        var table = ChartTable.Of(this).ToBundle();
        var figure = ToPlotly().ToJson();
        return Bundle.Html(ChartHtml.Of(this, figure, table.Data[MimeType.Html]), $"{Title}\n{table.Data[MimeType.Text]}")
            .With(MimeType.Plotly, figure.ToJsonString());
    }

    /// <summary>The chart as one of Plotly.NET, which can be composed further with that library's own calls and shows itself as well.</summary>
    /// <example><code>Plotly.NET.CSharp.GenericChartExtensions.WithSize(chart.ToPlotly(), Width: 600)</code></example>
    public Plotly.NET.GenericChart ToPlotly() => PlotlyFigure.Of(this);

    private Chart Add<TX, TY>(string name, SeriesKind kind, IEnumerable<TX> x, IEnumerable<TY> y, IEnumerable<double>? low, IEnumerable<double>? high, IEnumerable<string>? labels, bool band, bool sideways)
        where TX : notnull
        where TY : notnull
    {
        var added = new Series(name, kind, [.. x.Select(position => (object)position)], [.. y.Select(value => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture))])
        {
            Low = low?.ToArray(),
            High = high?.ToArray(),
            Labels = labels?.ToArray(),
            IsBand = band,
            IsSideways = sideways,
        };
        var count = added.Positions.Count;
        if (added.Values.Count != count || (added.Low?.Count ?? count) != count || (added.High?.Count ?? count) != count || (added.Labels?.Count ?? count) != count)
            throw new ArgumentException($"expected lists of one length for '{name}', got {count} positions and {added.Values.Count} values (low {added.Low?.Count}, high {added.High?.Count}, labels {added.Labels?.Count})", nameof(y));
        series.Add(added);
        return this;
    }
}

/// <summary>An axis' title and scale.</summary>
internal sealed record ChartAxis(string Title, Axis Scale);
