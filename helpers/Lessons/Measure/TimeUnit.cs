namespace StorageCourse.Lessons.Measure;

/// <summary>The unit in which a set of times is best read.</summary>
internal sealed record TimeUnit(string Name, double PerSecond)
{
    /// <summary>The largest unit in which the smallest time is at least 1, so that no figure is a long fraction.</summary>
    public static TimeUnit For(IEnumerable<double> seconds) =>
        seconds.Where(time => time > 0 && double.IsFinite(time)).DefaultIfEmpty(1e-3).Min() switch
        {
            < 1e-6 => new("ns", 1e9),
            < 1e-3 => new("µs", 1e6),
            < 1 => new("ms", 1e3),
            _ => new("s", 1),
        };

    /// <summary>"31.5 ms": a time in its own best unit.</summary>
    public static string Written(double seconds)
    {
        var unit = For([seconds]);
        return $"{Charts.Figures.Short(unit.Of(seconds))} {unit.Name}";
    }

    public double Of(double seconds) => seconds * PerSecond;
}
