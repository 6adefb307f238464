using System.Buffers.Binary;
using System.Text;

namespace StorageCourse.Docstore.Bson;

/// <summary>Walks the elements of a document or array in its bytes, which have been validated, and decodes only what is asked for.</summary>
/// <remarks>bsonspec.org: document ::= int32 e_list 0x00; element ::= type name 0x00 value. All numbers are little endian.</remarks>
internal struct RawElements
{
    private readonly byte[] bytes;
    private readonly int end;
    private int next;
    private int nameAt;
    private int nameLength;
    private int valueAt;

    /// <param name="bytes">Hold the document.</param>
    /// <param name="start">Where its length stands.</param>
    public RawElements(byte[] bytes, int start)
    {
        this.bytes = bytes;
        next = start + 4;
        end = start + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(start)) - 1;
    }

    public readonly BsonType Type => (BsonType)bytes[nameAt - 1];

    public readonly ReadOnlySpan<byte> Utf8Name => bytes.AsSpan(nameAt, nameLength);

    public readonly string Name => FieldNames.Of(Utf8Name);

    public readonly BsonValue Value => Read(bytes, Type, valueAt);

    public readonly BsonElement Element => new(Name, Value);

    /// <summary>Where the element begins, with its type.</summary>
    public readonly int ElementAt => nameAt - 1;

    /// <summary>Where the value begins, in the bytes that hold the document.</summary>
    public readonly int ValueAt => valueAt;

    /// <summary>The bytes of the whole element: type, name and value.</summary>
    public readonly ReadOnlySpan<byte> Bytes => bytes.AsSpan(nameAt - 1, next - nameAt + 1);

    /// <summary>Goes on to the next element.</summary>
    /// <returns>False after the last.</returns>
    public bool MoveNext()
    {
        if (next >= end) return false;
        nameAt = next + 1;
        nameLength = bytes.AsSpan(nameAt).IndexOf((byte)0);
        valueAt = nameAt + nameLength + 1;
        next = valueAt + SizeOf(bytes, Type, valueAt);
        return true;
    }

    /// <summary>How many bytes the value at this place has.</summary>
    public static int SizeOf(byte[] bytes, BsonType type, int at) => type switch
    {
        BsonType.Double or BsonType.DateTime or BsonType.Int64 or BsonType.Timestamp => 8,
        BsonType.Int32 => 4,
        BsonType.Boolean => 1,
        BsonType.ObjectId => ObjectId.Size,
        BsonType.Decimal128 => 16,
        BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey => 0,
        BsonType.String or BsonType.JavaScript or BsonType.Symbol => 4 + Int32(bytes, at),
        BsonType.Document or BsonType.Array or BsonType.JavaScriptWithScope => Int32(bytes, at),
        BsonType.Binary => 5 + Int32(bytes, at),
        BsonType.DbPointer => 4 + Int32(bytes, at) + ObjectId.Size,
        BsonType.Regex => SizeOfRegex(bytes, at),
        _ => throw MongoError.InvalidBson($"expected a BSON type, got 0x{(byte)type:x2}"),
    };

    /// <summary>Reads the value at this place. Texts, documents and arrays stay views of the bytes.</summary>
    public static BsonValue Read(byte[] bytes, BsonType type, int at)
    {
        switch (type)
        {
            case BsonType.Double:
                return BinaryPrimitives.ReadDoubleLittleEndian(bytes.AsSpan(at));
            case BsonType.String or BsonType.JavaScript or BsonType.Symbol:
                return BsonValue.FromUtf8(type, bytes, at + 4, Int32(bytes, at) - 1);
            case BsonType.Document:
                return new BsonDocument(bytes, at, Int32(bytes, at));
            case BsonType.Array:
                return new BsonArray(bytes, at, Int32(bytes, at));
            case BsonType.Binary:
                return BsonValue.FromBinary(ReadBinary(bytes, at));
            case BsonType.ObjectId:
                return new ObjectId(bytes.AsSpan(at, ObjectId.Size));
            case BsonType.Boolean:
                return bytes[at] != 0;
            case BsonType.DateTime:
                return BsonValue.FromDateTime(Int64(bytes, at));
            case BsonType.Null:
                return BsonValue.Null;
            case BsonType.Undefined:
                return BsonValue.Undefined;
            case BsonType.MinKey:
                return BsonValue.MinKey;
            case BsonType.MaxKey:
                return BsonValue.MaxKey;
            case BsonType.Int32:
                return Int32(bytes, at);
            case BsonType.Timestamp:
                return BsonValue.FromTimestamp((ulong)Int64(bytes, at));
            case BsonType.Int64:
                return Int64(bytes, at);
            case BsonType.Decimal128:
                return Decimal128.FromBits((ulong)Int64(bytes, at + 8), (ulong)Int64(bytes, at));
            case BsonType.Regex:
                var pattern = CString(bytes, at);
                var options = CString(bytes, at + pattern.Length + 1);
                return BsonValue.FromRegex(new(Encoding.UTF8.GetString(pattern), Encoding.UTF8.GetString(options)));
            case BsonType.DbPointer:
                var length = Int32(bytes, at);
                return BsonValue.FromDbPointer(new(Encoding.UTF8.GetString(bytes, at + 4, length - 1), new(bytes.AsSpan(at + 4 + length, ObjectId.Size))));
            case BsonType.JavaScriptWithScope:
                var code = Int32(bytes, at + 4);
                var scope = at + 8 + code;
                return BsonValue.FromJavaScriptWithScope(new(Encoding.UTF8.GetString(bytes, at + 8, code - 1), new(bytes, scope, Int32(bytes, scope))));
            default:
                throw MongoError.InvalidBson($"expected a BSON type, got 0x{(byte)type:x2}");
        }
    }

    private static int SizeOfRegex(byte[] bytes, int at)
    {
        var pattern = CString(bytes, at).Length + 1;
        return pattern + CString(bytes, at + pattern).Length + 1;
    }

    // Subtype 2, of old drivers, has its length a second time.
    private static BsonBinary ReadBinary(byte[] bytes, int at)
    {
        var length = Int32(bytes, at);
        var subtype = bytes[at + 4];
        return subtype == 2 ? new(2, bytes.AsMemory(at + 9, length - 4)) : new(subtype, bytes.AsMemory(at + 5, length));
    }

    private static ReadOnlySpan<byte> CString(byte[] bytes, int at) => bytes.AsSpan(at, bytes.AsSpan(at).IndexOf((byte)0));

    private static int Int32(byte[] bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));

    private static long Int64(byte[] bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
}
