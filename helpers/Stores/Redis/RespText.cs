using System.Globalization;
using System.Numerics;
using System.Text;

namespace StorageCourse.Stores.Redis;

/// <summary>Replies as redis-cli writes them, and as C# values.</summary>
internal static class RespText
{
    private const int MostItems = 100;
    private const int LongestText = 10_000;

    /// <summary>redis-cli's form: "text", (integer) 1, (nil), 1) "a". Letters beyond ASCII stay letters; long replies are cut and say so.</summary>
    public static string Format(RespReply reply) => Format(reply, "");

    /// <summary>
    /// A string (bytes that are no UTF-8: byte[]), long, double, bool, BigInteger, null; an array of strings, of longs or of objects;
    /// a map is a dictionary by string.
    /// </summary>
    public static object? Value(RespReply reply) => reply.Kind switch
    {
        RespKind.Bulk => Text((byte[])reply.Value!),
        RespKind.Array or RespKind.Set or RespKind.Push => Narrow([.. reply.Items.Select(Value)]),
        RespKind.Map => Dictionary(reply),
        _ => reply.Value,
    };

    private static string Format(RespReply reply, string indent) => reply.Kind switch
    {
        RespKind.Status => reply.Text,
        RespKind.Verbatim => Cut(reply.Text.TrimEnd('\n', '\r').ReplaceLineEndings("\n")),
        RespKind.Error => "(error) " + reply.Text,
        RespKind.Integer => string.Create(CultureInfo.InvariantCulture, $"(integer) {reply.Value}"),
        RespKind.Double => string.Create(CultureInfo.InvariantCulture, $"(double) {reply.Value}"),
        RespKind.BigNumber => string.Create(CultureInfo.InvariantCulture, $"(big number) {(BigInteger)reply.Value!}"),
        RespKind.Boolean => (bool)reply.Value! ? "(true)" : "(false)",
        RespKind.Null => "(nil)",
        RespKind.Bulk => Cut(RedisSyntax.Quote((byte[])reply.Value!)),
        RespKind.Map when reply.Items.Length == 0 => "(empty hash)",
        RespKind.Set when reply.Items.Length == 0 => "(empty set)",
        RespKind.Map => Lines(reply.Pairs.Select<(RespReply Key, RespReply Value), Func<string, string>>(pair => inner => Pair(pair.Key, pair.Value, inner)), indent),
        _ when reply.Items.Length == 0 => "(empty array)",
        _ => Lines(reply.Items.Select<RespReply, Func<string, string>>(item => inner => Format(item, inner)), indent),
    };

    private static string Pair(RespReply key, RespReply value, string indent)
    {
        var name = Format(key, "") + " => ";
        return name + Format(value, indent + new string(' ', name.Length));
    }

    private static string Lines(IEnumerable<Func<string, string>> items, string indent)
    {
        var all = items.ToList();
        var width = Math.Min(all.Count, MostItems).ToString(CultureInfo.InvariantCulture).Length;
        var inner = indent + new string(' ', width + 2);
        var lines = all.Take(MostItems).Select((item, i) => (i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(width) + ") " + item(inner)).ToList();
        if (all.Count > MostItems) lines.Add(string.Create(CultureInfo.InvariantCulture, $"… first {MostItems} of {all.Count:N0}"));
        return string.Join("\n" + indent, lines);
    }

    private static string Cut(string text) => text.Length <= LongestText
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, LongestText)}… ({text.Length:N0} characters)");

    private static object Text(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return bytes;
        }
    }

    private static Array Narrow(object?[] values) =>
        values.Length > 0 && Array.TrueForAll(values, value => value is string) ? Array.ConvertAll(values, value => (string)value!)
        : values.Length > 0 && Array.TrueForAll(values, value => value is long) ? Array.ConvertAll(values, value => (long)value!)
        : values;

    private static object Dictionary(RespReply map)
    {
        var pairs = map.Pairs.Select(pair => (Key: pair.Key.Text, Value: Value(pair.Value))).ToList();
        return pairs.TrueForAll(pair => pair.Value is string)
            ? pairs.ToDictionary(pair => pair.Key, pair => (string)pair.Value!)
            : pairs.ToDictionary(pair => pair.Key, pair => pair.Value);
    }
}
