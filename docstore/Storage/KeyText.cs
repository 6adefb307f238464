using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>Writes keys, key patterns and their values as mongod's messages, plan summaries and indexBounds do.</summary>
internal static class KeyText
{
    /// <summary>The text of a document: <c>{ customer: 1, name: "Ada" }</c>.</summary>
    public static string Of(BsonDocument key) => $"{{ {string.Join(", ", key.Select(element => $"{element.Name}: {Of(element.Value)}"))} }}";

    /// <summary>The text of a value: <c>5.0</c> for a double, <c>new Date(0)</c>, <c>MinKey</c>.</summary>
    public static string Of(BsonValue value) => value.Type switch
    {
        BsonType.MinKey => "MinKey",
        BsonType.MaxKey => "MaxKey",
        BsonType.Undefined => "undefined",
        BsonType.Null => "null",
        BsonType.Boolean => value.AsBoolean ? "true" : "false",
        BsonType.Int32 or BsonType.Int64 => value.ToInt64().ToString(CultureInfo.InvariantCulture),
        BsonType.Double => Double(value.AsDouble),
        BsonType.DateTime => string.Create(CultureInfo.InvariantCulture, $"new Date({value.AsDateTimeMs})"),
        BsonType.ObjectId => $"ObjectId('{value.AsObjectId}')",
        BsonType.String => System.Text.Json.JsonSerializer.Serialize(value.AsString, Relaxed),
        BsonType.Regex => $"/{value.AsRegex.Pattern}/{value.AsRegex.Options}",
        BsonType.Timestamp => string.Create(CultureInfo.InvariantCulture, $"Timestamp({value.AsTimestamp >> 32}, {value.AsTimestamp & uint.MaxValue})"),
        _ => value.ToString()!,
    };

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Double(double value) => value switch
    {
        double.PositiveInfinity => "inf.0",
        double.NegativeInfinity => "-inf.0",
        double.NaN => "nan.0",
        _ when value == Math.Floor(value) && Math.Abs(value) < 1e15 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
