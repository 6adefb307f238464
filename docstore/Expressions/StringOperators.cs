using System.Globalization;
using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Making strings of strings. Lengths and positions are in bytes of UTF-8 or in code points (CP), as the name says.</summary>
internal static class StringOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$concat"] = Operator.Many(Concat),
        ["$toLower"] = Operator.Unary(value => MapAscii(Texts.Coerce(value, "$toLower"), char.ToLowerInvariant)),
        ["$toUpper"] = Operator.Unary(value => MapAscii(Texts.Coerce(value, "$toUpper"), char.ToUpperInvariant)),
        ["$strLenBytes"] = Operator.Unary(value => Encoding.UTF8.GetByteCount(Texts.Require(value, 34473, "$strLenBytes requires a string argument, found: "))),
        ["$strLenCP"] = Operator.Unary(value => Texts.CodePoints(Texts.Require(value, 34471, "$strLenCP requires a string argument, found: ")).Length),
        ["$substr"] = Operator.Many(SubstringBytes, 3, 3),
        ["$substrBytes"] = Operator.Many(SubstringBytes, 3, 3),
        ["$substrCP"] = Operator.Many(SubstringCodePoints, 3, 3),
        ["$split"] = Operator.Binary(Split),
        ["$trim"] = Trim("$trim", start: true, end: true),
        ["$ltrim"] = Trim("$ltrim", start: true, end: false),
        ["$rtrim"] = Trim("$rtrim", start: false, end: true),
    };

    private static BsonValue Concat(BsonValue[] values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            if (value.IsNullish) return BsonValue.Null;
            text.Append(Texts.Require(value, 16702, "$concat only supports strings, not "));
        }

        return text.ToString();
    }

    // Only ASCII letters change, as in MongoDB.
    private static BsonValue MapAscii(string text, Func<char, char> map) =>
        string.Create(text.Length, (text, map), static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = source.text[i] < 0x80 ? source.map(source.text[i]) : source.text[i];
        });

    private static BsonValue SubstringBytes(BsonValue[] values)
    {
        var bytes = Encoding.UTF8.GetBytes(Texts.Coerce(values[0], "$substrBytes"));
        if (!values[1].IsNumber) throw MongoError.Location(16034, $"$substrBytes:  starting index must be a numeric type (is BSON type {values[1].Type.Alias()})");
        if (!values[2].IsNumber) throw MongoError.Location(16035, $"$substrBytes:  length must be a numeric type (is BSON type {values[2].Type.Alias()})");
        long start = values[1].ToInt64(), length = values[2].ToInt64();
        if (start < 0) throw MongoError.Location(50752, $"$substrBytes: starting index must be non-negative (got: {start})");
        if (start >= bytes.Length) return "";
        // A negative length means to the end.
        var end = length < 0 || length > bytes.Length - start ? bytes.Length : start + length;
        if (IsContinuation(bytes, start)) throw MongoError.Location(28656, "$substrBytes:  Invalid range, starting index is a UTF-8 continuation byte.");
        if (IsContinuation(bytes, end)) throw MongoError.Location(28657, "$substrBytes:  Invalid range, ending index is in the middle of a UTF-8 character.");
        return Encoding.UTF8.GetString(bytes, (int)start, (int)(end - start));
    }

    private static bool IsContinuation(byte[] bytes, long at) => at < bytes.Length && (bytes[at] & 0xC0) == 0x80;

    private static BsonValue SubstringCodePoints(BsonValue[] values)
    {
        var runes = Texts.CodePoints(Texts.Coerce(values[0], "$substrCP"));
        if (!values[1].IsNumber) throw MongoError.Location(34450, $"$substrCP: starting index must be a numeric type (is BSON type {values[1].Type.Alias()})");
        if (!Numbers.TryInt32(values[1], out var start)) throw MongoError.Location(34451, $"$substrCP: starting index cannot be represented as a 32-bit integral value: {values[1]}");
        if (!values[2].IsNumber) throw MongoError.Location(34452, $"$substrCP: length must be a numeric type (is BSON type {values[2].Type.Alias()})");
        if (!Numbers.TryInt32(values[2], out var length)) throw MongoError.Location(34453, $"$substrCP: length cannot be represented as a 32-bit integral value: {values[2]}");
        if (length < 0) throw MongoError.Location(34454, $"$substrCP: length must be a nonnegative integer. Got: {length}");
        if (start < 0) throw MongoError.Location(34455, $"$substrCP: the starting index must be nonnegative integer. Got: {start}");
        var text = new StringBuilder();
        for (var i = start; i < runes.Length && i - start < length; i++) text.Append(runes[i].ToString());
        return text.ToString();
    }

    private static BsonValue Split(BsonValue text, BsonValue separator)
    {
        if (text.IsNullish || separator.IsNullish) return BsonValue.Null;
        var input = Texts.Require(text, 40085, "$split requires an expression that evaluates to a string as a first argument, found: ");
        var between = Texts.Require(separator, 40086, "$split requires an expression that evaluates to a string as a second argument, found: ");
        if (between.Length == 0) throw MongoError.Location(40087, "$split requires a non-empty separator");
        return new BsonArray(input.Split(between).Select(part => (BsonValue)part));
    }

    private static OperatorParser Trim(string name, bool start, bool end) => Operator.Named(
        ["input"],
        ["chars"],
        values =>
        {
            if (values[0].IsNullish || values[1].IsNull) return BsonValue.Null;
            var text = Texts.CodePoints(Texts.Require(values[0], 50699, $"{name} requires its input to be a string, got "));
            var chars = values[1].IsMissing ? Whitespace : Texts.CodePoints(Texts.Require(values[1], 50700, $"{name} requires 'chars' to be a string, got "));
            int from = 0, to = text.Length;
            while (start && from < to && chars.Contains(text[from])) from++;
            while (end && to > from && chars.Contains(text[to - 1])) to--;
            return string.Concat(text[from..to].Select(rune => rune.ToString()));
        },
        new(50696, 50694, 50695));

    // What MongoDB's manual lists for $trim.
    private static readonly Rune[] Whitespace = Texts.CodePoints("\0 \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a");
}

/// <summary>Strings as the string operators take them.</summary>
internal static class Texts
{
    public static Rune[] CodePoints(string text) => [.. text.EnumerateRunes()];

    /// <exception cref="MongoError">Of this number: it is no string.</exception>
    public static string Require(BsonValue value, int code, string message) => value.Type == BsonType.String ? value.AsString : throw MongoError.Location(code, message + value.Type.Alias());

    /// <summary>What some operators take for a string: null as "", numbers and dates as they print.</summary>
    /// <exception cref="MongoError">16007: it can't be one.</exception>
    public static string Coerce(BsonValue value, string name) => value.Type switch
    {
        _ when value.IsNullish => "",
        BsonType.String => value.AsString,
        BsonType.Symbol => value.AsSymbol,
        BsonType.JavaScript => value.AsJavaScript,
        BsonType.Int32 => value.AsInt32.ToString(CultureInfo.InvariantCulture),
        BsonType.Int64 => value.AsInt64.ToString(CultureInfo.InvariantCulture),
        BsonType.Double or BsonType.Decimal128 => Conversions.ToText(value),
        BsonType.DateTime => Conversions.ToText(value),
        _ => throw MongoError.Location(16007, $"can't convert from BSON type {value.Type.Alias()} to String ({name})"),
    };
}
