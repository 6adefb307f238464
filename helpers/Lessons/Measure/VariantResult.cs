using StorageCourse.Lessons.Measure;

namespace StorageCourse;

/// <summary>What was measured of one variant.</summary>
public sealed class VariantResult
{
    private readonly double[] sorted;

    internal VariantResult(string name, IEnumerable<double> seconds, double throughput, IReadOnlyDictionary<string, double> counters)
    {
        Name = name;
        sorted = [.. seconds.Order()];
        Throughput = throughput;
        Counters = counters;
    }

    /// <summary>As the experiment calls it.</summary>
    public string Name { get; }

    /// <summary>The latencies of all runs in seconds for one operation, ascending.</summary>
    public IReadOnlyList<double> Seconds => sorted;

    /// <summary>The median latency in seconds for one operation.</summary>
    public double P50 => Quantile(0.5);

    /// <summary>Nineteen of twenty runs were at most this slow (seconds).</summary>
    public double P95 => Quantile(0.95);

    /// <summary>Ninety-nine of a hundred runs were at most this slow (seconds).</summary>
    public double P99 => Quantile(0.99);

    /// <summary>Operations in a second of running this variant.</summary>
    public double Throughput { get; }

    /// <summary>The means over all runs of the counters that the runs returned.</summary>
    public IReadOnlyDictionary<string, double> Counters { get; }

    /// <summary>The latency in seconds that a part of the runs did not exceed.</summary>
    /// <param name="q">That part, from 0 to 1.</param>
    public double Quantile(double q) => Quantiles.Of(sorted, q);

    /// <summary>A 95 % interval for the median (seconds).</summary>
    internal (double Low, double High) MedianInterval => Quantiles.MedianInterval(sorted);
}
