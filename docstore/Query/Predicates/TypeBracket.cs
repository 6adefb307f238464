using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary>The kinds of values: a query compares values of one kind only, whatever the order across kinds.</summary>
internal static class TypeBracket
{
    /// <summary>The kind of int, long, double and decimal.</summary>
    public const int Number = 1;

    /// <summary>The kind of a type: types of one kind have the same number.</summary>
    public static int Of(BsonType type) => type switch
    {
        BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => Number,
        BsonType.Symbol => (int)BsonType.String,
        BsonType.Undefined => (int)BsonType.Missing,
        _ => (int)type,
    };
}
