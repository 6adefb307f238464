using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Lessons.Charts;
using StorageCourse.Lessons.Measure;

namespace StorageCourse;

/// <summary>What an experiment measured of its variants: a table of latencies, throughput and counters, and a chart.</summary>
public sealed class Comparison : IDisplayable
{
    /// <summary>Below this many runs the 99th percentile would be the slowest run.</summary>
    private const int SamplesForP99 = 100;
    private const int SamplesForP95 = 20;
    private readonly Experiment experiment;

    internal Comparison(Experiment experiment, IReadOnlyList<VariantResult> variants, bool isMeasured)
    {
        this.experiment = experiment;
        Variants = variants;
        IsMeasured = isMeasured;
    }

    /// <summary>What was compared.</summary>
    public string Title => experiment.Title;

    /// <summary>The variants in the order in which they were given.</summary>
    public IReadOnlyList<VariantResult> Variants { get; }

    /// <summary>False with <c>--no-measure</c>: the times are of two cold runs.</summary>
    public bool IsMeasured { get; }

    /// <summary>One variant.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public VariantResult this[string name] => Variants.FirstOrDefault(variant => variant.Name == name)
        ?? throw new ArgumentException($"expected one of the variants {string.Join(", ", Variants.Select(variant => $"\"{variant.Name}\""))}, got \"{name}\"", nameof(name));

    /// <summary>How many times the median latency of <paramref name="a"/> is that of <paramref name="b"/>.</summary>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public Ratio Ratio(string a, string b) => Medians(this[a], this[b]);

    /// <summary>How many times the throughput of <paramref name="a"/> is that of <paramref name="b"/>.</summary>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public Ratio ThroughputRatio(string a, string b)
    {
        var value = this[a].Throughput / this[b].Throughput;
        return new($"throughput: {a} / {b}", value, value, value, isTime: true);
    }

    /// <summary>A counter that the variants returned: its mean over the runs.</summary>
    /// <param name="counter">Its name; a counter that was returned as a bare number answers to any name.</param>
    /// <exception cref="ArgumentException">A variant did not return it.</exception>
    public Evidence Evidence(string counter) =>
        new(counter, "", [.. Variants.Select(variant => new Evidence.Point(variant.Name, At: null, Counter(variant, counter)))]);

    /// <summary>The medians with the range from the 5th to the 95th percentile.</summary>
    public Chart Chart()
    {
        var times = Variants.SelectMany(variant => new[] { variant.Quantile(0.05), variant.Quantile(0.95) }).ToList();
        var unit = TimeUnit.For(Variants.Select(variant => variant.P50));
        var scale = times.Min() > 0 && times.Max() / times.Min() > 12 ? Axis.Log : Axis.Linear;
        return new Chart(Title)
            .X($"{unit.Name} for one {experiment.Unit}", scale)
            .Points(
                "median",
                Variants.Select(variant => variant.Name),
                Variants.Select(variant => unit.Of(variant.P50)),
                Variants.Select(variant => unit.Of(variant.Quantile(0.05))),
                Variants.Select(variant => unit.Of(variant.Quantile(0.95))),
                Variants.Select(variant => TimeUnit.Written(variant.P50)),
                sideways: true)
            .Note("Point: median. Whiskers: from the 5th to the 95th percentile of all runs." + (scale == Axis.Log ? " Each step of the axis is a factor." : ""));
    }

    /// <inheritdoc/>
    public Bundle ToBundle()
    {
        var table = Table().ToBundle();
        return Bundle.Html(Chart().ToBundle().Data[MimeType.Html] + table.Data[MimeType.Html], $"{Title}\n{table.Data[MimeType.Text]}");
    }

    /// <summary>How many times one median is another, with the least favourable ends of both intervals.</summary>
    internal static Ratio Medians(VariantResult a, VariantResult b)
    {
        var (lowA, highA) = a.MedianInterval;
        var (lowB, highB) = b.MedianInterval;
        return new($"median time: {a.Name} / {b.Name}", a.P50 / b.P50, lowA / highB, highA / lowB, isTime: true);
    }

    /// <summary>A counter of a variant by name; the unnamed one where there is no other.</summary>
    internal static double Counter(VariantResult variant, string counter) =>
        variant.Counters.TryGetValue(counter, out var value) || variant.Counters.TryGetValue(Counters.Unnamed, out value)
            ? value
            : throw new ArgumentException(
                variant.Counters.Count == 0
                    ? $"expected the variant \"{variant.Name}\" to return a counter \"{counter}\", but it returns none: let it end with a Measured((\"{counter}\", …)), a dictionary or a number"
                    : $"expected one of the counters {string.Join(", ", variant.Counters.Keys.Select(name => $"\"{name}\""))} of \"{variant.Name}\", got \"{counter}\"",
                nameof(counter));

    /// <summary>The ratio of the first variant to the second, where there are two.</summary>
    internal Ratio Ratio() => Variants.Count == 2
        ? Medians(Variants[0], Variants[1])
        : throw new ArgumentException($"expected two variants, got {Variants.Count}: say which two with .Ratio(\"a\", \"b\")");

    private Table Table()
    {
        var unit = TimeUnit.For(Variants.Select(variant => variant.P50));
        var counters = Variants.SelectMany(variant => variant.Counters.Keys).Distinct(StringComparer.Ordinal).ToList();
        List<TableColumn> columns =
        [
            new("variant", ""), new("p50", unit.Name), new("p95", unit.Name), new("p99", unit.Name),
            new("throughput", $"{experiment.Unit}s/s"), new("runs", ""),
            .. counters.Select(counter => new TableColumn(counter == Counters.Unnamed ? "counter" : counter, "mean of a run")),
        ];
        var rows = Variants.Select(variant => (IReadOnlyList<object?>)
        [
            variant.Name,
            Figures.Rounded(unit.Of(variant.P50)),
            variant.Seconds.Count >= SamplesForP95 ? Figures.Rounded(unit.Of(variant.P95)) : "–",
            variant.Seconds.Count >= SamplesForP99 ? Figures.Rounded(unit.Of(variant.P99)) : "–",
            Figures.Rounded(variant.Throughput),
            variant.Seconds.Count,
            .. counters.Select(counter => variant.Counters.TryGetValue(counter, out var value) ? (object?)Figures.Rounded(value) : null),
        ]).ToList();
        List<string> captions = [$"latency of one {experiment.Unit}"];
        if (!IsMeasured) captions.Add("not measured: two cold runs each");
        else if (Variants.Any(variant => variant.Seconds.Count < SamplesForP99)) captions.Add($"a p95 takes {SamplesForP95} runs, a p99 {SamplesForP99}");
        return new(columns, rows, rows.Count, string.Join(" · ", captions));
    }
}
