namespace StorageCourse.Docstore.Bson;

/// <summary>The type byte of an element (bsonspec.org). <see cref="Missing"/> is none of the wire: a field that is not there.</summary>
internal enum BsonType : byte
{
    Missing = 0,
    Double = 1,
    String = 2,
    Document = 3,
    Array = 4,
    Binary = 5,
    Undefined = 6,
    ObjectId = 7,
    Boolean = 8,
    DateTime = 9,
    Null = 10,
    Regex = 11,
    DbPointer = 12,
    JavaScript = 13,
    Symbol = 14,
    JavaScriptWithScope = 15,
    Int32 = 16,
    Timestamp = 17,
    Int64 = 18,
    Decimal128 = 19,
    MaxKey = 127,
    MinKey = 255,
}

/// <summary>The names of types in queries (<c>$type</c>) and in messages.</summary>
internal static class BsonTypeNames
{
    /// <summary>MongoDB's name: "double", "string", "object", …, "missing".</summary>
    public static string Alias(this BsonType type) => type switch
    {
        BsonType.Missing => "missing",
        BsonType.Double => "double",
        BsonType.String => "string",
        BsonType.Document => "object",
        BsonType.Array => "array",
        BsonType.Binary => "binData",
        BsonType.Undefined => "undefined",
        BsonType.ObjectId => "objectId",
        BsonType.Boolean => "bool",
        BsonType.DateTime => "date",
        BsonType.Null => "null",
        BsonType.Regex => "regex",
        BsonType.DbPointer => "dbPointer",
        BsonType.JavaScript => "javascript",
        BsonType.Symbol => "symbol",
        BsonType.JavaScriptWithScope => "javascriptWithScope",
        BsonType.Int32 => "int",
        BsonType.Timestamp => "timestamp",
        BsonType.Int64 => "long",
        BsonType.Decimal128 => "decimal",
        BsonType.MaxKey => "maxKey",
        BsonType.MinKey => "minKey",
        _ => throw MongoError.InvalidBson($"expected a BSON type, got 0x{(byte)type:x2}"),
    };

    /// <summary>The type that has this name.</summary>
    /// <returns>Null where MongoDB has no such name ("number" stands for four types and is none here).</returns>
    public static BsonType? FromAlias(string alias)
    {
        foreach (var type in Enum.GetValues<BsonType>())
        {
            if (type != BsonType.Missing && type.Alias() == alias) return type;
        }

        return null;
    }
}
