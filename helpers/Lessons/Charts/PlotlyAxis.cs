using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace StorageCourse.Lessons.Charts;

/// <summary>How an axis is divided, and from where to where it goes.</summary>
internal sealed record PlotlyAxis
{
    /// <summary>The powers that a log axis should be able to name.</summary>
    private const int MostPowers = 8;

    /// <summary>An axis whose ends plotly.js finds.</summary>
    public static PlotlyAxis Unfitted { get; } = new();

    public bool IsLog { get; private init; }

    public bool HasNames { get; private init; }

    public bool IsReversed { get; init; }

    /// <summary>Both ends; of a log axis their logarithms.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>What is written along a log axis.</summary>
    private IReadOnlyList<double>? Ticks { get; init; }

    /// <summary>An axis of categories.</summary>
    public static PlotlyAxis OfNames() => new() { HasNames = true };

    /// <summary>A linear axis that holds 0 and all values.</summary>
    /// <param name="values">All finite.</param>
    /// <param name="room">How much of its length is left free beyond them.</param>
    public static PlotlyAxis Linear(IEnumerable<double> values, double room)
    {
        var (low, high) = (0.0, 0.0);
        foreach (var value in values) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return low == high ? Unfitted : new() { Range = (low - ((high - low) * (low < 0 ? room : 0)), high + ((high - low) * room)) };
    }

    /// <summary>A log axis that holds all values above 0.</summary>
    public static PlotlyAxis Log(IEnumerable<double> values)
    {
        var positive = values.Where(value => value > 0 && double.IsFinite(value)).Select(Math.Log10).ToList();
        if (positive.Count == 0) return new() { IsLog = true };
        var (low, high) = (positive.Min(), positive.Max());
        var room = Math.Max(0.08, (high - low) * 0.07);
        (low, high) = (low - room, high + room);
        double[] steps = (high - low) switch { < 1.3 => [1, 2, 3, 5, 7], < 2.6 => [1, 2, 5], _ => [1] };
        var every = Math.Max(1, (int)Math.Ceiling((high - low) / MostPowers));
        var ticks = Enumerable.Range((int)Math.Floor(low), (int)Math.Ceiling(high - low) + 2)
            .Where(power => power % every == 0)
            .SelectMany(power => steps.Select(step => step * Math.Pow(10, power)))
            .Where(tick => Math.Log10(tick) >= low - 1e-9 && Math.Log10(tick) <= high + 1e-9);
        return new() { IsLog = true, Range = (low, high), Ticks = [.. ticks] };
    }

    /// <summary>As plotly.js reads it.</summary>
    public LinearAxis Written(string title) => new LinearAxis().With(
        ("title", new Title().With(("text", PlotlyFigure.Escape(title)))),
        ("type", HasNames ? "category" : IsLog ? "log" : null),
        ("showgrid", HasNames ? false : null),
        ("autorange", IsReversed ? "reversed" : null),
        ("tickformat", HasNames ? null : ",~r"),
        ("range", Range is { } range ? new[] { range.Low, range.High } : null),
        ("tickvals", Ticks),
        ("ticktext", Ticks?.Select(Figures.Short).ToArray()));
}
