using System.Text;

namespace StorageCourse.Docstore.Bson;

/// <summary>How many bytes something takes as BSON, without writing it.</summary>
internal static class BsonSize
{
    // The length before and the NUL after.
    private const int Frame = 5;

    public static int Of(BsonDocument document)
    {
        if (document.IsRaw) return document.RawBytes.Length;
        var size = Frame;
        foreach (var (name, value) in document) size += 2 + Encoding.UTF8.GetByteCount(name) + Of(value);
        return size;
    }

    public static int Of(BsonArray array)
    {
        if (array.IsRaw) return array.RawBytes.Length;
        var (size, digits, nextPower) = (Frame, 1, 10);
        for (var i = 0; i < array.Count; i++)
        {
            if (i == nextPower) (digits, nextPower) = (digits + 1, nextPower * 10);
            size += 2 + digits + Of(array[i]);
        }

        return size;
    }

    public static int Of(in BsonValue value) => value.Type switch
    {
        BsonType.Document => Of(value.AsDocument),
        BsonType.Array => Of(value.AsArray),
        BsonType.String or BsonType.Symbol or BsonType.JavaScript => 5 + (value.IsUtf8 ? value.Utf8.Length : Encoding.UTF8.GetByteCount(value.Text)),
        BsonType.Boolean => 1,
        BsonType.Int32 => 4,
        BsonType.Int64 or BsonType.Double or BsonType.DateTime or BsonType.Timestamp => 8,
        BsonType.ObjectId => ObjectId.Size,
        BsonType.Decimal128 => 16,
        BsonType.Binary => 5 + value.AsBinary.Bytes.Length + (value.AsBinary.Subtype == 2 ? 4 : 0),
        BsonType.Regex => 2 + Encoding.UTF8.GetByteCount(value.AsRegex.Pattern) + Encoding.UTF8.GetByteCount(value.AsRegex.Options),
        BsonType.DbPointer => 5 + Encoding.UTF8.GetByteCount(value.AsDbPointer.Namespace) + ObjectId.Size,
        BsonType.JavaScriptWithScope => 9 + Encoding.UTF8.GetByteCount(value.AsJavaScriptWithScope.Code) + Of(value.AsJavaScriptWithScope.Scope),
        _ => 0,
    };
}
