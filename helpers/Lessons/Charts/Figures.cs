using System.Globalization;

namespace StorageCourse.Lessons.Charts;

/// <summary>How measured figures are written: as many digits as a reader can use.</summary>
internal static class Figures
{
    /// <summary>Four significant digits below 10,000, whole numbers above.</summary>
    public static decimal Rounded(double value)
    {
        if (value == 0 || !double.IsFinite(value) || Math.Abs(value) > 1e27) return 0;
        var digits = Math.Clamp(3 - (int)Math.Floor(Math.Log10(Math.Abs(value))), 0, 12);
        return Math.Round((decimal)value, digits) / 1.0000000000000000000000000000m;
    }

    /// <summary>A name as a title: with a capital.</summary>
    public static string Heading(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];

    /// <summary>"1,234", "12.3", "0.0123": three significant digits, thousands set apart.</summary>
    public static string Short(double value)
    {
        if (double.IsNaN(value)) return "–";
        if (double.IsInfinity(value)) return value > 0 ? "∞" : "−∞";
        var size = Math.Abs(value);
        if (size == 0) return "0";
        if (size >= 100 || value == Math.Truncate(value)) return value.ToString("#,0", CultureInfo.InvariantCulture);
        var digits = Math.Clamp(2 - (int)Math.Floor(Math.Log10(size)), 0, 12);
        return Math.Round(value, digits).ToString("0." + new string('#', digits), CultureInfo.InvariantCulture);
    }
}
