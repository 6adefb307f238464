using System.Globalization;

namespace StorageCourse.Docstore.Bson;

/// <summary>Dates in ISO 8601 as MongoDB reads them.</summary>
internal static class IsoDate
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Reads a date with or without a time and an offset; without one it is UTC.</summary>
    /// <param name="text">"2026-01-31", "2026-01-31T12:00:00.5+01:00".</param>
    /// <param name="ms">Milliseconds since 1970.</param>
    public static bool TryParse(string text, out long ms)
    {
        // +0100 is +01:00 without its colon.
        if (text.Length > 5 && text[^5] is '+' or '-' && text.Contains('T')) text = text[..^2] + ":" + text[^2..];
        var read = DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
        ms = read ? date.ToUnixTimeMilliseconds() : 0;
        return read;
    }
}
