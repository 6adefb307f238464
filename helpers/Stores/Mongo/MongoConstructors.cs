using System.Globalization;
using MongoDB.Bson;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>What mongosh can call for a value: <c>ObjectId(…)</c>, <c>ISODate(…)</c>, <c>NumberLong(…)</c>.</summary>
internal static class MongoConstructors
{
    private static readonly string[] IsoFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    private delegate BsonValue Constructor(IReadOnlyList<BsonValue> arguments);

    private static readonly Dictionary<string, (string Usage, Constructor Make)> All = new(StringComparer.Ordinal)
    {
        ["ObjectId"] = ("ObjectId() or ObjectId('24 hexadecimal digits')", Id),
        ["ISODate"] = ("ISODate('2026-01-31T12:00:00Z')", Date),
        ["Date"] = ("new Date(), new Date('2026-01-31') or new Date(milliseconds)", Date),
        ["NumberInt"] = ("NumberInt(1)", arguments => (int)Whole(arguments, int.MinValue, int.MaxValue)),
        ["Int32"] = ("Int32(1)", arguments => (int)Whole(arguments, int.MinValue, int.MaxValue)),
        ["NumberLong"] = ("NumberLong('9007199254740993')", arguments => Whole(arguments, long.MinValue, long.MaxValue)),
        ["Long"] = ("Long('9007199254740993')", arguments => Whole(arguments, long.MinValue, long.MaxValue)),
        ["Double"] = ("Double(1)", Double),
        ["NumberDecimal"] = ("NumberDecimal('1.50')", Decimal),
        ["Decimal128"] = ("Decimal128('1.50')", Decimal),
        ["UUID"] = ("UUID() or UUID('00112233-4455-6677-8899-aabbccddeeff')", Uuid),
        ["BinData"] = ("BinData(0, 'base64')", arguments => Binary(arguments, Convert.FromBase64String)),
        ["HexData"] = ("HexData(0, 'hexadecimal')", arguments => Binary(arguments, Convert.FromHexString)),
        ["Timestamp"] = ("Timestamp(seconds, counter) or Timestamp({t: seconds, i: counter})", Timestamp),
        ["MinKey"] = ("MinKey()", _ => BsonMinKey.Value),
        ["MaxKey"] = ("MaxKey()", _ => BsonMaxKey.Value),
        ["RegExp"] = ("RegExp('pattern', 'i')", arguments => new BsonRegularExpression(Text(arguments, 0), arguments.Count > 1 ? Text(arguments, 1) : "")),
        ["Code"] = ("Code('function() {}')", arguments => new BsonJavaScript(Text(arguments, 0))),
        ["DBRef"] = ("DBRef('collection', id)", arguments => new BsonDocument { { "$ref", Text(arguments, 0) }, { "$id", arguments[1] } }),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static bool Exists(string name) => All.ContainsKey(name);

    /// <summary>Makes the value.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="arguments">What stood in the parentheses.</param>
    /// <param name="error">Makes an error at the place of the call.</param>
    public static BsonValue Make(string name, IReadOnlyList<BsonValue> arguments, Func<string, CellException> error)
    {
        var (usage, make) = All[name];
        try
        {
            return make(arguments);
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException or OverflowException)
        {
            throw error($"expected {usage}, got {name}({string.Join(", ", arguments.Select(MongoshText.Inline))})");
        }
    }

    /// <summary>A regular expression with JavaScript's flags.</summary>
    public static BsonValue Regex(string pattern, string options, Func<string, CellException> error) =>
        options.FirstOrDefault(option => !"imsxu".Contains(option)) is var unknown and not '\0'
            ? throw error($"expected the options i, m, s, x or u after a regular expression, got {unknown}{(unknown == 'g' ? " (MongoDB looks for one match, so g has no meaning)" : "")}")
            : new BsonRegularExpression(pattern, options);

    private static BsonObjectId Id(IReadOnlyList<BsonValue> arguments) => arguments switch
    {
        [] => ObjectId.GenerateNewId(),
        [BsonObjectId id] => id,
        _ => ObjectId.Parse(Text(arguments, 0)),
    };

    private static BsonValue Date(IReadOnlyList<BsonValue> arguments)
    {
        switch (arguments)
        {
            case []:
                return DateTime.UtcNow;
            case [BsonDateTime date]:
                return date;
            case [{ IsNumeric: true } ms]:
                return new BsonDateTime(ms.ToInt64());
            case [BsonString text]:
                return Iso(text.Value);
            default:
                // Year, month from 0, day, hours, minutes, seconds, milliseconds: mongosh takes the local time zone, here it is UTC.
                var parts = arguments.Select(part => (int)part.ToInt64()).ToArray();
                if (parts.Length > 7) throw new FormatException();
                return new DateTime(parts[0], 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(parts[1]).AddDays(Part(2, 1) - 1)
                    .AddHours(Part(3, 0)).AddMinutes(Part(4, 0)).AddSeconds(Part(5, 0)).AddMilliseconds(Part(6, 0));
                int Part(int index, int otherwise) => parts.Length > index ? parts[index] : otherwise;
        }
    }

    // A date with or without a time and an offset; without one it is UTC.
    private static BsonDateTime Iso(string text)
    {
        // +0100 is +01:00 without its colon.
        if (text.Length > 5 && text[^5] is '+' or '-' && text.Contains('T')) text = text[..^2] + ":" + text[^2..];
        return new(DateTimeOffset.ParseExact(text, IsoFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds());
    }

    private static long Whole(IReadOnlyList<BsonValue> arguments, long least, long most)
    {
        var value = arguments switch
        {
            [] => 0,
            [BsonString text] => long.Parse(text.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
            [BsonDouble number] => (long)Math.Truncate(number.AsDouble) is var whole && whole == Math.Truncate(number.AsDouble) ? whole : throw new FormatException(),
            [{ IsNumeric: true } number] => number.ToInt64(),
            _ => throw new FormatException(),
        };
        return value >= least && value <= most ? value : throw new FormatException();
    }

    private static BsonValue Double(IReadOnlyList<BsonValue> arguments) => arguments switch
    {
        [BsonString text] => double.Parse(text.AsString, NumberStyles.Float, CultureInfo.InvariantCulture),
        [{ IsNumeric: true } number] => number.ToDouble(),
        _ => throw new FormatException(),
    };

    private static BsonDecimal128 Decimal(IReadOnlyList<BsonValue> arguments) => arguments switch
    {
        [BsonString text] => Decimal128.Parse(text.AsString),
        [BsonDouble number] => Decimal128.Parse(number.Value.ToString("R", CultureInfo.InvariantCulture)),
        [BsonInt32 or BsonInt64] => new Decimal128(arguments[0].ToInt64()),
        [BsonDecimal128 number] => number,
        _ => throw new FormatException(),
    };

    private static BsonBinaryData Uuid(IReadOnlyList<BsonValue> arguments) => new BsonBinaryData(arguments.Count == 0 ? Guid.NewGuid() : Guid.Parse(Text(arguments, 0)), GuidRepresentation.Standard);

    private static BsonBinaryData Binary(IReadOnlyList<BsonValue> arguments, Func<string, byte[]> decode) => arguments is [{ IsNumeric: true } subtype, BsonString text]
        ? new BsonBinaryData(decode(text.AsString), (BsonBinarySubType)checked((byte)subtype.ToInt64()))
        : throw new FormatException();

    private static BsonTimestamp Timestamp(IReadOnlyList<BsonValue> arguments) => arguments switch
    {
        [] => new BsonTimestamp(0),
        [BsonDocument parts] when parts.Contains("t") && parts.Contains("i") => Halves(parts["t"], parts["i"]),
        [{ IsNumeric: true } seconds, { IsNumeric: true } counter] => Halves(seconds, counter),
        _ => throw new FormatException(),
    };

    private static BsonTimestamp Halves(BsonValue seconds, BsonValue counter) => new((int)checked((uint)seconds.ToInt64()), (int)checked((uint)counter.ToInt64()));

    private static string Text(IReadOnlyList<BsonValue> arguments, int index) => index < arguments.Count && arguments[index] is BsonString text ? text.Value : throw new FormatException();
}
