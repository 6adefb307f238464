using System.Globalization;

namespace StorageCourse.Stores.Cells;

/// <summary>How long something took, as it stands under a result.</summary>
internal static class Duration
{
    /// <summary>"0.42 ms", "31 ms", "4.2 s".</summary>
    public static string Format(TimeSpan elapsed) => elapsed.TotalMilliseconds switch
    {
        < 10 => elapsed.TotalMilliseconds.ToString("0.0#", CultureInfo.InvariantCulture) + " ms",
        < 10_000 => elapsed.TotalMilliseconds.ToString("N0", CultureInfo.InvariantCulture) + " ms",
        _ => elapsed.TotalSeconds.ToString("N1", CultureInfo.InvariantCulture) + " s",
    };
}
