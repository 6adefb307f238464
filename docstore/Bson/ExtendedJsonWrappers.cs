using System.Globalization;

namespace StorageCourse.Docstore.Bson;

/// <summary>The objects of Extended JSON that stand for values of other types, such as <c>{"$oid": "…"}</c>.</summary>
internal static class ExtendedJsonWrappers
{
    /// <summary>The value that the object stands for; the object itself where it stands for none.</summary>
    /// <exception cref="MongoError">FailedToParse: its key says that it stands for a value, and the rest does not fit.</exception>
    public static BsonValue Unwrap(BsonDocument document, ExtendedJsonParser parser)
    {
        foreach (var (name, value) in document)
        {
            if (name is not ['$', ..]) continue;
            if (Read(name, value, document) is { IsMissing: false } read) return read;
            if (IsWrapper(name, document)) throw parser.Error($"{Shape(name)} before here");
        }

        return document;
    }

    // A key that nothing else begins with; $regex, $options and $type are query operators too and stay what they are.
    private static bool IsWrapper(string name, BsonDocument document) => name switch
    {
        "$scope" => document.Contains("$code"),
        _ => Shape(name).Length > 0,
    };

    private static string Shape(string name) => name switch
    {
        "$oid" => "{\"$oid\": 24 hexadecimal digits}",
        "$symbol" => "{\"$symbol\": a string}",
        "$numberInt" => "{\"$numberInt\": an int in a string}",
        "$numberLong" => "{\"$numberLong\": a long in a string}",
        "$numberDouble" => "{\"$numberDouble\": a double in a string}",
        "$numberDecimal" => "{\"$numberDecimal\": a decimal in a string}",
        "$binary" => "{\"$binary\": {\"base64\": a string, \"subType\": two hexadecimal digits}}",
        "$uuid" => "{\"$uuid\": a UUID with hyphens}",
        "$code" => "{\"$code\": a string} or {\"$code\": a string, \"$scope\": an object}",
        "$timestamp" => "{\"$timestamp\": {\"t\": seconds, \"i\": a counter}}",
        "$regularExpression" => "{\"$regularExpression\": {\"pattern\": a string, \"options\": a string}}",
        "$dbPointer" => "{\"$dbPointer\": {\"$ref\": a string, \"$id\": {\"$oid\": …}}}",
        "$date" => "{\"$date\": an ISO 8601 date or {\"$numberLong\": milliseconds}}",
        "$minKey" => "{\"$minKey\": 1}",
        "$maxKey" => "{\"$maxKey\": 1}",
        "$undefined" => "{\"$undefined\": true}",
        _ => "",
    };

    private static BsonValue Read(string name, in BsonValue value, BsonDocument document)
    {
        var count = document.Count;
        switch (name, value.Type, count)
        {
            case ("$oid", BsonType.String, 1):
                return ObjectId.TryParse(value.AsString, out var id) ? id : default(BsonValue);
            case ("$symbol", BsonType.String, 1):
                return BsonValue.FromSymbol(value.AsString);
            case ("$numberInt", BsonType.String, 1):
                return IsPlain(value.AsString) && int.TryParse(value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small) ? small : default(BsonValue);
            case ("$numberLong", BsonType.String, 1):
                return IsPlain(value.AsString) && long.TryParse(value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large) ? large : default(BsonValue);
            case ("$numberDouble", BsonType.String, 1):
                return Double(value.AsString);
            case ("$numberDecimal", BsonType.String, 1):
                return Decimal(value.AsString);
            case ("$binary", BsonType.Document, 1):
                return Binary(value.AsDocument);
            case ("$binary", BsonType.String, 2) when document["$type"].Type == BsonType.String:
                return Binary(value.AsString, document["$type"].AsString);
            case ("$uuid", BsonType.String, 1):
                return Guid.TryParseExact(value.AsString, "D", out var uuid) ? BsonValue.FromGuid(uuid) : default;
            case ("$code", BsonType.String, 1):
                return BsonValue.FromJavaScript(value.AsString);
            case ("$code", BsonType.String, 2) when document["$scope"].Type == BsonType.Document:
                return BsonValue.FromJavaScriptWithScope(new(value.AsString, document["$scope"].AsDocument));
            case ("$timestamp", BsonType.Document, 1):
                return Timestamp(value.AsDocument);
            case ("$regularExpression", BsonType.Document, 1):
                return Regex(value.AsDocument);
            case ("$dbPointer", BsonType.Document, 1):
                return value.AsDocument is { Count: 2 } pointer && pointer["$ref"].Type == BsonType.String && pointer["$id"].Type == BsonType.ObjectId
                    ? BsonValue.FromDbPointer(new(pointer["$ref"].AsString, pointer["$id"].AsObjectId))
                    : default;
            case ("$date", BsonType.Int64, 1):
                return BsonValue.FromDateTime(value.AsInt64);
            case ("$date", BsonType.String, 1):
                return IsoDate.TryParse(value.AsString, out var ms) ? BsonValue.FromDateTime(ms) : default;
            case ("$minKey", BsonType.Int32, 1):
                return value.AsInt32 == 1 ? BsonValue.MinKey : default;
            case ("$maxKey", BsonType.Int32, 1):
                return value.AsInt32 == 1 ? BsonValue.MaxKey : default;
            case ("$undefined", BsonType.Boolean, 1):
                return value.AsBoolean ? BsonValue.Undefined : default;
            default:
                return default;
        }
    }

    private static bool IsPlain(string digits) => digits.Length > 0 && digits[0] != '+';

    private static BsonValue Double(string text) => text switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) ? value : default(BsonValue),
    };

    private static BsonValue Decimal(string text)
    {
        try
        {
            return Decimal128.Parse(text);
        }
        catch (FormatException)
        {
            return default;
        }
    }

    private static BsonValue Binary(BsonDocument document) =>
        document.Count == 2 && document["base64"].Type == BsonType.String && document["subType"].Type == BsonType.String
            ? Binary(document["base64"].AsString, document["subType"].AsString)
            : default;

    private static BsonValue Binary(string base64, string subtype)
    {
        if (subtype.Length is not (1 or 2) || !byte.TryParse(subtype, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var type)) return default;
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? BsonValue.FromBinary(new(type, bytes.AsMemory(0, length))) : default;
    }

    private static BsonValue Timestamp(BsonDocument document) =>
        document.Count == 2 && Unsigned(document["t"]) is { } seconds && Unsigned(document["i"]) is { } increment
            ? BsonValue.FromTimestamp((ulong)seconds << 32 | increment)
            : default;

    private static uint? Unsigned(in BsonValue value) =>
        value.Type is BsonType.Int32 or BsonType.Int64 && value.Bits is >= 0 and <= uint.MaxValue ? (uint)value.Bits : null;

    private static BsonValue Regex(BsonDocument document) =>
        document.Count == 2 && document["pattern"].Type == BsonType.String && document["options"].Type == BsonType.String
            && !document["pattern"].AsString.Contains('\0') && !document["options"].AsString.Contains('\0')
            ? BsonValue.FromRegex(new(document["pattern"].AsString, document["options"].AsString))
            : default;
}
