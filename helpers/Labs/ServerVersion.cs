using System.Text.RegularExpressions;

namespace StorageCourse.Labs;

/// <summary>Reads versions as servers write them.</summary>
internal static partial class ServerVersion
{
    /// <summary>The first number with dots: "15.4 (Debian 15.4-1)" is 15.4, "10.11.6-log" is 10.11.6.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static Version Parse(string text) => Pattern().Match(text) is { Success: true } match
        ? Version.Parse(match.Value.Contains('.', StringComparison.Ordinal) ? match.Value : match.Value + ".0")
        : throw new FormatException($"expected a version, got \"{text}\"");

    [GeneratedRegex(@"\d+(\.\d+){0,3}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
