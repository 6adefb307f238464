namespace StorageCourse;

/// <summary>How an axis of a <see cref="Chart"/> is divided.</summary>
public enum Axis
{
    /// <summary>Equal steps are equal differences.</summary>
    Linear,

    /// <summary>Equal steps are equal ratios. Values at or below 0 can't be shown on it and are left out of the picture (not of the table).</summary>
    Log,
}
