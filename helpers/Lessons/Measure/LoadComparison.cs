using System.Globalization;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Lessons.Charts;
using StorageCourse.Lessons.Measure;

namespace StorageCourse;

/// <summary>Loads side by side.</summary>
public sealed class LoadComparison : IDisplayable
{
    private static readonly double[] Percentiles = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999];
    private readonly string title;
    private readonly LoadResult[] loads;

    internal LoadComparison(string title, LoadResult[] loads)
    {
        if (loads.Length == 0) throw new ArgumentException("expected at least one load, got none", nameof(loads));
        if (loads.GroupBy(load => load.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"expected loads of different names, got \"{twice.Key}\" twice", nameof(loads));
        this.title = title;
        this.loads = loads;
    }

    /// <summary>How many times one load's latency is that of another, at a percentile.</summary>
    /// <param name="a">The name of the slower one.</param>
    /// <param name="b">The name of the quicker one.</param>
    /// <param name="quantile">From 0 to 1; the median unless said otherwise.</param>
    /// <returns>Not a number where a load has too few requests for that percentile; see <see cref="LoadResult.Quantile"/>.</returns>
    /// <exception cref="ArgumentException">There is no load of that name.</exception>
    public Ratio Ratio(string a, string b, double quantile = 0.5)
    {
        var value = Find(a).Quantile(quantile) / Find(b).Quantile(quantile);
        return new($"{Percentile(quantile)} latency: {a} / {b}", value, value, value, isTime: true);
    }

    /// <summary>The latencies by percentile. The further to the right, the unluckier the user.</summary>
    public Chart Chart()
    {
        var unit = TimeUnit.For(loads.Select(load => load.Quantile(0.5)));
        var chart = new Chart(title).X("percentile of the requests").Y($"{unit.Name} from arrival to answer", Axis.Log)
            .Note("p99: one request of a hundred waited longer than this.");
        foreach (var load in loads)
            chart.Line(load.Name, Percentiles.Select(Percentile), Percentiles.Select(q => unit.Of(load.Quantile(q))));
        return chart;
    }

    /// <inheritdoc/>
    public Bundle ToBundle()
    {
        var table = Table().ToBundle();
        return Bundle.Html(Chart().ToBundle().Data[MimeType.Html] + table.Data[MimeType.Html], $"{title}\n{table.Data[MimeType.Text]}");
    }

    private Table Table()
    {
        var unit = TimeUnit.For(loads.Select(load => load.Quantile(0.5)));
        object? Time(LoadResult load, double q) => load.Quantile(q) is var seconds && double.IsNaN(seconds) ? "–" : Figures.Rounded(unit.Of(seconds));
        return new(
            [new("load", ""), new("requests", ""), new("a second", ""), new("failed", ""), new("p50", unit.Name), new("p95", unit.Name), new("p99", unit.Name), new("longest", unit.Name)],
            [.. loads.Select(load => (IReadOnlyList<object?>)[load.Name, load.Answers.Count, Figures.Rounded(load.PerSecond), load.Failed, Time(load, 0.5), Time(load, 0.95), Time(load, 0.99), Time(load, 1)])],
            loads.Length,
            "latency from arrival to answer" + (loads.All(load => load.IsMeasured) ? "" : " · not measured: a short load"));
    }

    private LoadResult Find(string name) => Array.Find(loads, load => load.Name == name)
        ?? throw new ArgumentException($"expected one of the loads {string.Join(", ", loads.Select(load => $"\"{load.Name}\""))}, got \"{name}\"", nameof(name));

    private static string Percentile(double q) => "p" + (q * 100).ToString("0.#", CultureInfo.InvariantCulture);
}
