using System.Globalization;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>
/// Values in PostgreSQL's text format ("8. Data Types", output formats). What has no exact counterpart in C#
/// (infinity, dates before Christ, intervals with months, numerics beyond decimal, ranges, composites) stays the server's text.
/// </summary>
internal static class PostgreSqlValue
{
    private static readonly Dictionary<uint, (Type Type, Func<string, object?> Parse)> Scalars = new()
    {
        [16] = (typeof(bool), text => text == "t"),
        [17] = (typeof(byte[]), text => Bytes(text)),
        [20] = (typeof(long), text => long.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null),
        [21] = (typeof(short), text => short.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null),
        [23] = (typeof(int), text => int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null),
        [25] = (typeof(string), text => text),
        [26] = (typeof(uint), text => uint.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null),
        [700] = (typeof(float), text => float.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null),
        [701] = (typeof(double), text => double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null),
        [1082] = (typeof(DateOnly), text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null),
        [1083] = (typeof(TimeOnly), text => TimeOnly.TryParseExact(text, "HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null),
        [1114] = (typeof(DateTime), text => DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null),
        [1184] = (typeof(DateTimeOffset), text => WithZone(text)),
        [1186] = (typeof(TimeSpan), text => Interval(text)),
        [1700] = (typeof(decimal), text => Numeric(text)),
        [2950] = (typeof(Guid), text => Guid.TryParse(text, out var value) ? value : null),
    };

    // array type → element type
    private static readonly Dictionary<uint, uint> Arrays = new()
    {
        [199] = 25, [1000] = 16, [1001] = 17, [1002] = 25, [1003] = 25, [1005] = 21, [1007] = 23, [1009] = 25, [1014] = 25, [1015] = 25, [1016] = 20,
        [1021] = 700, [1022] = 701, [1028] = 26, [1115] = 1114, [1182] = 1082, [1183] = 1083, [1185] = 1184, [1187] = 1186, [1231] = 1700, [2951] = 2950,
        [3807] = 25,
    };

    /// <summary>Whether values of the type stand at the right of their column.</summary>
    public static bool IsNumber(uint type) => type is 20 or 21 or 23 or 26 or 700 or 701 or 1700 or 790;

    /// <summary>As a learner reads it: the server's words, with true and false spelt out and long bytes cut.</summary>
    public static string Show(uint type, string text) => type switch
    {
        16 => text == "t" ? "true" : "false",
        17 when text.Length > 66 => $"{text.AsSpan(0, 66)}… ({(text.Length - 2) / 2} bytes)",
        _ => text,
    };

    /// <summary>The C# value; the text itself where C# has none.</summary>
    public static object Parse(uint type, string text) =>
        Scalars.TryGetValue(type, out var scalar) ? scalar.Parse(text) ?? text
        : Arrays.TryGetValue(type, out var element) ? (object?)ParseArray(element, text) ?? text
        : text;

    private static Array? ParseArray(uint elementType, string text)
    {
        if (Elements(text) is not { } elements) return null;
        var (type, parse) = Scalars[elementType];
        var values = new List<object?>(elements.Count);
        foreach (var element in elements)
        {
            var value = element is null ? null : parse(element);
            if (value is null && element is not null) return null;
            values.Add(value);
        }

        if (type.IsValueType && values.Contains(null)) type = typeof(Nullable<>).MakeGenericType(type);
        var array = Array.CreateInstance(type, values.Count);
        for (var i = 0; i < values.Count; i++) array.SetValue(values[i], i);
        return array;
    }

    /// <summary>The elements of an array of one dimension (8.15.6 "Array Input and Output Syntax"); null for any other text.</summary>
    private static List<string?>? Elements(string text)
    {
        if (text.Length < 2 || text[0] != '{' || text[^1] != '}') return null;
        var elements = new List<string?>();
        if (text.Length == 2) return elements;
        var element = new System.Text.StringBuilder();
        for (var at = 1; at < text.Length; at++)
        {
            element.Clear();
            var quoted = text[at] == '"';
            if (quoted) at++;
            for (; quoted ? text[at] != '"' : text[at] is not (',' or '}'); at++)
            {
                if (text[at] == '{' && !quoted) return null;
                if (text[at] == '\\') at++;
                element.Append(text[at]);
            }

            if (quoted) at++;
            var word = element.ToString();
            elements.Add(!quoted && word.Equals("NULL", StringComparison.OrdinalIgnoreCase) ? null : word);
        }

        return elements;
    }

    private static byte[]? Bytes(string text) =>
        text.StartsWith("\\x", StringComparison.Ordinal) ? Convert.FromHexString(text.AsSpan(2)) : null;

    private static decimal? Numeric(string text) =>
        // A decimal rounds what it can't hold.
        text.Length <= 29 && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static DateTimeOffset? WithZone(string text)
    {
        // "2026-03-01 12:00:00.5+02", "+05:30", and in old years "+00:53:28", which C# has not.
        var sign = text.LastIndexOfAny(['+', '-']);
        if (sign < 11) return null;
        var zone = text.Length - sign == 3 ? text + ":00" : text;
        return DateTimeOffset.TryParseExact(zone, "yyyy-MM-dd HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null;
    }

    private static TimeSpan? Interval(string text)
    {
        // "3 days 04:05:06.7" of IntervalStyle postgres; a month has no length.
        var parts = text.Split(' ');
        var days = 0;
        if (parts is [var count, "day" or "days", ..])
        {
            if (!int.TryParse(count, CultureInfo.InvariantCulture, out days)) return null;
            parts = parts[2..];
        }

        if (parts.Length == 0) return TimeSpan.FromDays(days);
        if (parts is not [var clock]) return null;
        var negative = clock.StartsWith('-');
        var fields = clock.TrimStart('-', '+').Split(':');
        if (fields.Length != 3
            || !int.TryParse(fields[0], CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(fields[1], CultureInfo.InvariantCulture, out var minutes)
            || !decimal.TryParse(fields[2], CultureInfo.InvariantCulture, out var seconds)) return null;
        var time = new TimeSpan(hours, minutes, 0) + TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return TimeSpan.FromDays(days) + (negative ? -time : time);
    }
}
