using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$indexOfBytes $indexOfCP $replaceOne $replaceAll $strcasecmp</c></summary>
internal static class SearchOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$indexOfBytes"] = Operator.Many(IndexOfBytes, 2, 4),
        ["$indexOfCP"] = Operator.Many(IndexOfCodePoints, 2, 4),
        ["$replaceOne"] = Replace("$replaceOne", (text, find, by) => text.IndexOf(find, StringComparison.Ordinal) is >= 0 and var at ? string.Concat(text.AsSpan(0, at), by, text.AsSpan(at + find.Length)) : text),
        ["$replaceAll"] = Replace("$replaceAll", (text, find, by) => find.Length > 0 ? text.Replace(find, by, StringComparison.Ordinal) : Interleave(text, by)),
        ["$strcasecmp"] = Operator.Binary((left, right) => Math.Sign(string.CompareOrdinal(Upper(left), Upper(right)))),
    };

    private static BsonValue IndexOfBytes(BsonValue[] values)
    {
        if (values[0].IsNullish) return BsonValue.Null;
        var text = Encoding.UTF8.GetBytes(Texts.Require(values[0], 40091, "$indexOfBytes requires a string as the first argument, found: "));
        var token = Encoding.UTF8.GetBytes(Texts.Require(values[1], 40092, "$indexOfBytes requires a string as the second argument, found: "));
        if (!Range("$indexOfBytes", values, text.Length, out var start, out var end)) return -1;
        var at = text.AsSpan(start, end - start).IndexOf(token);
        return at < 0 ? -1 : at + start;
    }

    private static BsonValue IndexOfCodePoints(BsonValue[] values)
    {
        if (values[0].IsNullish) return BsonValue.Null;
        var text = Texts.CodePoints(Texts.Require(values[0], 40093, "$indexOfCP requires a string as the first argument, found: "));
        var token = Texts.CodePoints(Texts.Require(values[1], 40094, "$indexOfCP requires a string as the second argument, found: "));
        if (!Range("$indexOfCP", values, text.Length, out var start, out var end)) return -1;
        var at = text.AsSpan(start, end - start).IndexOf(token);
        return at < 0 ? -1 : at + start;
    }

    /// <summary>The optional third and fourth argument; false where they leave nothing to search.</summary>
    public static bool Range(string name, BsonValue[] values, int length, out int start, out int end)
    {
        start = values.Length > 2 ? Bound(name, "starting", values[2]) : 0;
        end = values.Length > 3 ? Math.Min(length, Bound(name, "ending", values[3])) : length;
        return start <= length && start <= end;
    }

    private static int Bound(string name, string which, BsonValue value)
    {
        if (!Numbers.TryInt32(value, out var bound)) throw MongoError.Location(40096, $"{name} requires an integral {which} index, found a value of type: {value.Type.Alias()}, with value: {value}");
        return bound >= 0 ? bound : throw MongoError.Location(40097, $"{name} requires a nonnegative {which} index, found: {bound}");
    }

    private static OperatorParser Replace(string name, Func<string, string, string, string> replace) => Operator.Named(
        ["input", "find", "replacement"],
        [],
        values =>
        {
            foreach (var (value, argument, code) in new[] { (values[0], "input", 51746), (values[1], "find", 51745), (values[2], "replacement", 51744) })
            {
                if (!value.IsNullish) Texts.Require(value, code, $"{name} requires that '{argument}' be a string, found: {value} of type ");
            }

            return values[0].IsNullish || values[1].IsNullish || values[2].IsNullish ? BsonValue.Null : replace(values[0].AsString, values[1].AsString, values[2].AsString);
        },
        new(51751, 51750, 51749));

    // To find nothing is to find it before each character and at the end.
    private static string Interleave(string text, string by) => by + string.Concat(Texts.CodePoints(text).Select(rune => rune + by));

    private static string Upper(BsonValue value) => Texts.Coerce(value, "$strcasecmp").ToUpperInvariant();
}
