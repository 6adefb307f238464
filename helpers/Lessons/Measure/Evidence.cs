using StorageCourse.Host;
using StorageCourse.Lessons.Charts;

namespace StorageCourse;

/// <summary>One counter of a server, for each variant of an experiment: pages read, bytes kept, round trips made.</summary>
public sealed class Evidence : IDisplayable
{
    private readonly IReadOnlyList<Point> points;
    private readonly string xTitle;

    internal Evidence(string counter, string xTitle, IReadOnlyList<Point> points)
    {
        Counter = counter;
        this.xTitle = xTitle;
        this.points = points;
    }

    /// <summary>The counter's name, with its unit where it has one.</summary>
    public string Counter { get; }

    /// <summary>Evidence that was gathered without <see cref="Bench"/>.</summary>
    /// <param name="counter">What is counted, with its unit: "memory (bytes)".</param>
    /// <param name="values">Each variant and its count.</param>
    public static Evidence Of(string counter, params (string Variant, double Value)[] values) =>
        new(counter, "", [.. values.Select(value => new Point(value.Variant, At: null, value.Value))]);

    /// <summary>A variant's count; along a curve, at its largest size.</summary>
    /// <exception cref="ArgumentException">There is no such variant.</exception>
    public double this[string variant] => Find(variant, at: null).Value;

    /// <summary>How many times the count of <paramref name="a"/> is that of <paramref name="b"/>.</summary>
    /// <param name="a">The variant whose count is divided.</param>
    /// <param name="b">The variant that it is divided by.</param>
    /// <param name="at">The size along a curve; null takes the largest.</param>
    /// <exception cref="ArgumentException">There is no such variant or size.</exception>
    public Ratio Ratio(string a, string b, int? at = null)
    {
        var value = Find(a, at).Value / Find(b, at).Value;
        return new($"{Counter}: {a} / {b}", value, value, value, isTime: false);
    }

    /// <summary>The ratio of the first variant to the second, where there are two.</summary>
    internal Ratio Ratio()
    {
        var variants = points.Select(point => point.Variant).Distinct(StringComparer.Ordinal).ToList();
        return variants.Count == 2
            ? Ratio(variants[0], variants[1])
            : throw new ArgumentException($"expected two variants, got {variants.Count}: say which two with .Ratio(\"a\", \"b\")");
    }

    /// <summary>Bars, or along a curve lines.</summary>
    /// <param name="x">The scale of the sizes along a curve.</param>
    /// <param name="y">The scale of the counts along a curve; bars start at 0.</param>
    /// <param name="title">The chart's title; null takes the counter's name.</param>
    public Chart Chart(Axis x = Axis.Linear, Axis y = Axis.Linear, string? title = null)
    {
        var isCurve = points.Any(point => point.At is not null);
        var heading = title ?? (isCurve ? $"{Counter} by {xTitle}" : Counter);
        var chart = new Chart(Figures.Heading(heading)).X(isCurve ? xTitle : "", x).Y(heading == Counter ? "" : Counter, isCurve ? y : Axis.Linear);
        if (!isCurve)
            return chart.Bars(Counter, points.Select(point => point.Variant), points.Select(point => point.Value), labels: points.Select(point => Figures.Short(point.Value)));
        foreach (var variant in points.GroupBy(point => point.Variant, StringComparer.Ordinal))
            chart.Line(variant.Key, variant.Select(point => point.At!.Value), variant.Select(point => point.Value));
        return chart;
    }

    /// <inheritdoc/>
    public Bundle ToBundle() => Chart().ToBundle();

    private Point Find(string variant, int? at)
    {
        var of = points.Where(point => point.Variant == variant).ToList();
        if (of.Count == 0)
            throw new ArgumentException($"expected one of the variants {string.Join(", ", points.Select(point => $"\"{point.Variant}\"").Distinct(StringComparer.Ordinal))}, got \"{variant}\"", nameof(variant));
        return (at is null ? of.MaxBy(point => point.At ?? 0) : of.Find(point => point.At == at))
            ?? throw new ArgumentException($"expected one of the sizes {string.Join(", ", of.Select(point => point.At))}, got {at}", nameof(at));
    }

    /// <summary>One variant's count, at one size along a curve.</summary>
    internal sealed record Point(string Variant, int? At, double Value);
}
