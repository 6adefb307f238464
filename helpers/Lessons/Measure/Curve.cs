using StorageCourse.Host;
using StorageCourse.Lessons.Measure;

namespace StorageCourse;

/// <summary>How variants change with a size: a line for each.</summary>
public sealed class Curve : IDisplayable
{
    private readonly Experiment experiment;
    private readonly IReadOnlyList<Point> points;

    internal Curve(Experiment experiment, IReadOnlyList<Point> points, bool isMeasured)
    {
        this.experiment = experiment;
        this.points = points;
        IsMeasured = isMeasured;
    }

    /// <summary>The sizes that were measured.</summary>
    public IReadOnlyList<int> Sizes => [.. points.Select(point => point.Size)];

    /// <summary>False with <c>--no-measure</c>: the times are of two cold runs.</summary>
    public bool IsMeasured { get; }

    /// <summary>What was measured at one size.</summary>
    /// <exception cref="ArgumentException">That size was not measured.</exception>
    public Comparison this[int size] => new(experiment with { Title = FormattableString.Invariant($"{experiment.Title}: {size:N0}") }, At(size).Variants, IsMeasured);

    /// <summary>How many times the median latency of <paramref name="a"/> is that of <paramref name="b"/>.</summary>
    /// <param name="a">The variant whose median is divided.</param>
    /// <param name="b">The variant that it is divided by.</param>
    /// <param name="at">The size; null takes the largest.</param>
    /// <exception cref="ArgumentException">There is no such variant or size.</exception>
    public Ratio Ratio(string a, string b, int? at = null) => this[at ?? points.Max(point => point.Size)].Ratio(a, b);

    /// <summary>A counter that the variants returned, by size.</summary>
    /// <param name="counter">Its name; a counter that was returned as a bare number answers to any name.</param>
    /// <exception cref="ArgumentException">A variant did not return it.</exception>
    public Evidence Evidence(string counter) => new(counter, experiment.Title,
        [.. points.SelectMany(point => point.Variants.Select(variant => new Evidence.Point(variant.Name, point.Size, Comparison.Counter(variant, counter))))]);

    /// <summary>The median latency of each variant by size, with the range from the 5th to the 95th percentile.</summary>
    /// <param name="x">The scale of the sizes.</param>
    /// <param name="y">The scale of the times.</param>
    /// <param name="title">The chart's title; null makes one of the x axis.</param>
    public Chart Chart(Axis x = Axis.Linear, Axis y = Axis.Linear, string? title = null)
    {
        var unit = TimeUnit.For(points.SelectMany(point => point.Variants).Select(variant => variant.P50));
        var chart = new Chart(title ?? $"Time by {experiment.Title}")
            .X(experiment.Title, x)
            .Y($"{unit.Name} for one {experiment.Unit}", y)
            .Note("Line: median. Band: from the 5th to the 95th percentile of all runs." + (IsMeasured ? "" : " Not measured: two cold runs each."));
        foreach (var variant in points.SelectMany(point => point.Variants, (point, result) => (point.Size, Result: result)).GroupBy(pair => pair.Result.Name, StringComparer.Ordinal))
        {
            chart.Line(
                variant.Key,
                variant.Select(pair => pair.Size),
                variant.Select(pair => unit.Of(pair.Result.P50)),
                variant.Select(pair => unit.Of(pair.Result.Quantile(0.05))),
                variant.Select(pair => unit.Of(pair.Result.Quantile(0.95))),
                band: true);
        }

        return chart;
    }

    /// <inheritdoc/>
    public Bundle ToBundle() => Chart().ToBundle();

    private Point At(int size) => points.FirstOrDefault(point => point.Size == size)
        ?? throw new ArgumentException($"expected one of the sizes {string.Join(", ", Sizes)}, got {size}", nameof(size));

    /// <summary>What was measured at one size.</summary>
    internal sealed record Point(int Size, IReadOnlyList<VariantResult> Variants);
}
