using System.Globalization;
using System.Text;
using MongoDB.Bson;

namespace StorageCourse.Stores.Mongo;

/// <summary>Values as mongosh writes them. It lets Node's util.inspect do it, whose rules for lines are these.</summary>
internal static class MongoshText
{
    // util.inspect: breakLength 80 (where the terminal has no width), compact 3, 15 columns at most.
    private const int LineLength = 80;
    private const int Compact = 3;
    private const int MostColumns = 15;
    private const int FewestGrouped = 7;
    private const int Separator = 2;

    /// <summary>A value over as many lines as mongosh takes; a string without quotes, as mongosh has it outside of documents.</summary>
    public static string Of(BsonValue value) => value is BsonString text ? text.Value : Format(value, 0, out _);

    /// <summary>A value in one line.</summary>
    public static string Inline(BsonValue? value) => value switch
    {
        null => "",
        BsonDocument document => "{ " + string.Join(", ", document.Select(field => $"{Key(field.Name)}: {Inline(field.Value)}")) + " }",
        BsonArray array => "[" + string.Join(", ", array.Select(Inline)) + "]",
        _ => Leaf(value),
    };

    /// <summary>A string in JavaScript's quotes: single ones unless it has them.</summary>
    public static string Quote(string text)
    {
        var quote = !text.Contains('\'') ? '\'' : !text.Contains('"') ? '"' : !text.Contains('`') && !text.Contains("${", StringComparison.Ordinal) ? '`' : '\'';
        var quoted = new StringBuilder().Append(quote);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                '\r' => quoted.Append("\\r"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                '\v' => quoted.Append("\\v"),
                '\\' => quoted.Append("\\\\"),
                < ' ' or (>= '\x7f' and <= '\x9f') => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:X2}"),
                _ when c == quote => quoted.Append('\\').Append(c),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append(quote).ToString();
    }

    // `levels`: how deep the value's last part is nested, by which util.inspect decides what fits a line.
    private static string Format(BsonValue value, int indentation, out int levels)
    {
        levels = 0;
        return value switch
        {
            BsonDocument document => Document(document, indentation, out levels),
            BsonArray array => Array(array, indentation, out levels),
            _ => Leaf(value),
        };
    }

    private static string Document(BsonDocument document, int indentation, out int levels)
    {
        levels = 0;
        var entries = new List<string>();
        foreach (var (name, value) in document)
        {
            var key = Key(name);
            var formatted = Format(value, indentation + 2, out var inner);
            if (IsNested(value)) levels = inner + 1;
            entries.Add($"{key}: {formatted}");
        }

        return entries.Count == 0 ? "{}" : Join(entries, entries.Count, "{", "}", indentation, levels);
    }

    private static string Array(BsonArray array, int indentation, out int levels)
    {
        levels = 0;
        var entries = new List<string>();
        var numbers = true;
        foreach (var value in array)
        {
            entries.Add(Format(value, indentation + 2, out var inner));
            if (IsNested(value)) levels = inner + 1;
            numbers &= value.BsonType is BsonType.Int32 or BsonType.Double;
        }

        if (entries.Count == 0) return "[]";
        var count = entries.Count;
        if (count >= FewestGrouped) entries = Group(entries, numbers, indentation);
        return Join(entries, count, "[", "]", indentation, levels);
    }

    private static bool IsNested(BsonValue value) => value is BsonDocument { ElementCount: > 0 } or BsonArray { Count: > 0 };

    // reduceToSingleString: one line where the parts are not nested deeper than `Compact`, were not grouped, and fit.
    private static string Join(List<string> entries, int count, string open, string close, int indentation, int levels)
    {
        if (levels < Compact && entries.Count == count)
        {
            var length = entries.Count * 2 + indentation + open.Length + 10 + entries.Sum(entry => entry.Length);
            if (length <= LineLength && entries.TrueForAll(entry => !entry.Contains('\n'))) return $"{open} {string.Join(", ", entries)} {close}";
        }

        var line = "\n" + new string(' ', indentation);
        return $"{open}{line}  {string.Join($",{line}  ", entries)}{line}{close}";
    }

    // groupArrayElements: many short items stand in columns, about as wide as high.
    private static List<string> Group(List<string> entries, bool numbers, int indentation)
    {
        const double heightOfACharacter = 2.5;
        var longest = entries.Max(entry => entry.Length) + Separator;
        var total = entries.Sum(entry => entry.Length + Separator);
        if (longest * 3 + indentation >= LineLength || (!((double)total / longest > 5) && longest - Separator > 6)) return entries;
        var width = Math.Max(longest - 3 - Math.Sqrt(longest - (double)total / entries.Count), 1);
        var square = Math.Floor(Math.Sqrt(heightOfACharacter * width * entries.Count) / width + 0.5);
        var columns = (int)Math.Min(Math.Min(square, (LineLength - indentation) / longest), Math.Min(Compact * 4, MostColumns));
        if (columns <= 1) return entries;
        var widths = new int[columns];
        for (var i = 0; i < entries.Count; i++) widths[i % columns] = Math.Max(widths[i % columns], entries[i].Length + Separator);
        var rows = new List<string>();
        for (var row = 0; row < entries.Count; row += columns)
        {
            var text = new StringBuilder();
            var end = Math.Min(row + columns, entries.Count);
            for (var i = row; i < end - 1; i++) text.Append(numbers ? (entries[i] + ", ").PadLeft(widths[i - row]) : (entries[i] + ", ").PadRight(widths[i - row]));
            rows.Add(text.Append(numbers ? entries[end - 1].PadLeft(widths[end - 1 - row] - Separator) : entries[end - 1]).ToString());
        }

        return rows;
    }

    private static string Key(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name : Quote(name);

    private static string Leaf(BsonValue value) => value switch
    {
        BsonString text => Quote(text.Value),
        BsonNull => "null",
        BsonUndefined => "undefined",
        BsonBoolean flag => flag.Value ? "true" : "false",
        BsonInt32 number => number.Value.ToString(CultureInfo.InvariantCulture),
        BsonDouble number => Number(number.Value),
        BsonInt64 number => $"Long('{number.Value.ToString(CultureInfo.InvariantCulture)}')",
        BsonDecimal128 number => $"Decimal128('{number.Value}')",
        BsonObjectId id => $"ObjectId('{id.Value}')",
        BsonDateTime time => Date(time),
        BsonTimestamp time => string.Create(CultureInfo.InvariantCulture, $"Timestamp({{ t: {(uint)time.Timestamp}, i: {(uint)time.Increment} }})"),
        BsonBinaryData binary => Binary(binary),
        BsonRegularExpression regex => $"/{regex.Pattern}/{regex.Options}",
        BsonJavaScriptWithScope code => $"Code({Quote(code.Code)}, {Inline(code.Scope)})",
        BsonJavaScript code => $"Code({Quote(code.Code)})",
        BsonSymbol symbol => $"BSONSymbol({Quote(symbol.Name)})",
        BsonMinKey => "MinKey()",
        BsonMaxKey => "MaxKey()",
        _ => "",
    };

    // As JavaScript writes numbers: the fewest digits, no point where none is needed, an exponent from 1e21 on and below 1e-6.
    private static string Number(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Infinity" : "-Infinity";
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        var (digits, exponent) = Shortest(value);
        var sign = value < 0 ? "-" : "";
        return exponent switch
        {
            >= 21 or < -6 => string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits.AsSpan(1)}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}"),
            < 0 => $"{sign}0.{new string('0', -exponent - 1)}{digits}",
            _ when digits.Length <= exponent + 1 => sign + digits.PadRight(exponent + 1, '0'),
            _ => $"{sign}{digits.AsSpan(0, exponent + 1)}.{digits.AsSpan(exponent + 1)}",
        };
    }

    // The significant digits, and the power of ten of the first.
    private static (string Digits, int Exponent) Shortest(double value)
    {
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var before = point < 0 ? parts[0].Length : point;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var exponent = before - 1 - (all.Length - digits.Length) + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        return (digits.TrimEnd('0'), exponent);
    }

    private static string Date(BsonDateTime time) => time.IsValidDateTime
        ? $"ISODate('{time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}')"
        : string.Create(CultureInfo.InvariantCulture, $"new Date({time.MillisecondsSinceEpoch})");

    private static string Binary(BsonBinaryData value) => value is { SubType: BsonBinarySubType.UuidStandard, Bytes.Length: 16 }
        ? $"UUID('{value.ToGuid(GuidRepresentation.Standard):D}')"
        : string.Create(CultureInfo.InvariantCulture, $"Binary.createFromBase64('{Convert.ToBase64String(value.Bytes)}', {(int)value.SubType})");
}
