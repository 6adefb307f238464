using StorageCourse.Host;
using StorageCourse.Lessons.Charts;

namespace StorageCourse;

/// <summary>How many times one measured figure is another; what a <see cref="Claim"/> judges.</summary>
public sealed record Ratio : IDisplayable
{
    internal Ratio(string label, double value, double low, double high, bool isTime)
    {
        Label = label;
        Value = value;
        Low = low;
        High = high;
        IsTime = isTime;
    }

    /// <summary>What was divided by what: "p50: scan / seek".</summary>
    public string Label { get; }

    /// <summary>The quotient; infinite where the divisor is 0.</summary>
    public double Value { get; }

    /// <summary>The lower end of its interval; for counters the value itself. Of times: the 95 % intervals of both medians at their least favourable.</summary>
    public double Low { get; }

    /// <summary>The upper end of its interval.</summary>
    public double High { get; }

    /// <summary>True for times, which depend on the machine and are not judged with <c>--no-measure</c>; false for counters.</summary>
    public bool IsTime { get; }

    /// <inheritdoc/>
    public override string ToString() => IsTime && Low < High
        ? $"{Label} = {Figures.Short(Value)} ({Figures.Short(Low)} to {Figures.Short(High)})"
        : $"{Label} = {Figures.Short(Value)}";

    /// <inheritdoc/>
    public Bundle ToBundle() => Bundle.Text(ToString());
}
