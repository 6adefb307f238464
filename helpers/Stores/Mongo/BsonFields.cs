using MongoDB.Bson;

namespace StorageCourse.Stores.Mongo;

/// <summary>Reading of documents whose fields may be missing.</summary>
internal static class BsonFields
{
    /// <summary>A field's value; null where it is missing.</summary>
    public static BsonValue? Find(this BsonDocument document, string name) => document.TryGetValue(name, out var value) ? value : null;

    /// <summary>The number of documents that a command reports under this name; 0 where it reports none.</summary>
    public static long Count(this BsonDocument reply, string name) => reply.Find(name) is { IsNumeric: true } number ? number.ToInt64() : 0;

    public static void Deconstruct(this BsonElement element, out string name, out BsonValue value) => (name, value) = (element.Name, element.Value);

    /// <summary>What MongoDB's $type calls a type.</summary>
    public static string Alias(this BsonType type) => type switch
    {
        BsonType.Document => "object",
        BsonType.Binary => "binData",
        BsonType.ObjectId => "objectId",
        BsonType.Boolean => "bool",
        BsonType.DateTime => "date",
        BsonType.RegularExpression => "regex",
        BsonType.JavaScriptWithScope => "javascriptWithScope",
        BsonType.Int32 => "int",
        BsonType.Int64 => "long",
        BsonType.Decimal128 => "decimal",
        BsonType.MaxKey => "maxKey",
        BsonType.MinKey => "minKey",
        // array, double, javascript, null, string, symbol, timestamp, undefined
        _ => type.ToString().ToLowerInvariant(),
    };
}
