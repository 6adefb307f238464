using System.Globalization;

namespace StorageCourse.Lessons.Exercises;

/// <summary>How verdicts write numbers of things: "1,234 rows", "1 row".</summary>
internal static class Quantity
{
    /// <summary>A number with its thousands set apart.</summary>
    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number and what it counts.</summary>
    /// <param name="number">How many.</param>
    /// <param name="noun">One of them: "row".</param>
    public static string Of(long number, string noun) => $"{Of(number)} {noun}{(number == 1 ? "" : "s")}";
}
