namespace StorageCourse.Lessons.Measure;

/// <summary>Order statistics of a sample as <see cref="Bench"/> takes it: some hundred exact times, which the buckets of a histogram would only round. A <see cref="Load"/> has one.</summary>
internal static class Quantiles
{
    /// <summary>The quantile of a sorted sample, interpolated between neighbours (type 7 of R. J. Hyndman and Y. Fan, 1996, as R and NumPy do).</summary>
    /// <param name="sorted">Ascending, not empty.</param>
    /// <param name="q">From 0 to 1.</param>
    public static double Of(IReadOnlyList<double> sorted, double q)
    {
        if (sorted.Count == 0) return double.NaN;
        var at = q * (sorted.Count - 1);
        var below = (int)Math.Floor(at);
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>
    /// A 95 % interval for the median that assumes nothing of the distribution: the order statistics whose ranks are
    /// n/2 ± 1.96·√n/2 (normal approximation of the binomial; W. J. Conover, Practical Nonparametric Statistics, §3.2).
    /// The whole range for fewer than six values, which allow no such interval.
    /// </summary>
    /// <param name="sorted">Ascending, not empty.</param>
    public static (double Low, double High) MedianInterval(IReadOnlyList<double> sorted)
    {
        var n = sorted.Count;
        var half = 1.96 * Math.Sqrt(n) / 2;
        var low = Math.Max(0, (int)Math.Floor((n / 2.0) - half) - 1);
        var high = Math.Min(n - 1, (int)Math.Ceiling((n / 2.0) + half));
        return n < 6 ? (sorted[0], sorted[n - 1]) : (sorted[low], sorted[high]);
    }
}
