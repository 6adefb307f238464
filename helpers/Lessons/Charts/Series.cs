namespace StorageCourse.Lessons.Charts;

/// <summary>How a series is drawn.</summary>
internal enum SeriesKind
{
    Line,
    Points,
    Bars,
}

/// <summary>One named row of figures in a chart.</summary>
/// <param name="Name">As it stands in the legend and the table.</param>
/// <param name="Kind">How it is drawn.</param>
/// <param name="Positions">Numbers, or names of categories.</param>
/// <param name="Values">One for each position; NaN where there is none.</param>
internal sealed record Series(string Name, SeriesKind Kind, IReadOnlyList<object> Positions, IReadOnlyList<double> Values)
{
    /// <summary>The lower end of each value's interval, or null.</summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper end of each value's interval, or null.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>What is written beside each value, or null.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Whether the interval is a shaded band instead of error bars.</summary>
    public bool IsBand { get; init; }

    /// <summary>Whether values lie along the x axis and positions along the y axis.</summary>
    public bool IsSideways { get; init; }
}

/// <summary>A field of figures, coloured by their size.</summary>
internal sealed record HeatMap(IReadOnlyList<string> Columns, IReadOnlyList<string> Rows, IReadOnlyList<IReadOnlyList<double>> Values, IReadOnlyList<IReadOnlyList<string>>? Labels, string Unit);
