using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text.Unicode;

namespace StorageCourse.Docstore.Bson;

/// <summary>Proves that bytes are one document: what <see cref="RawElements"/> takes for granted is checked here, once.</summary>
internal ref struct BsonValidator
{
    private const int SmallestDocument = 5;
    private readonly ReadOnlySpan<byte> bytes;
    private bool canonical;

    private BsonValidator(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;
        canonical = true;
    }

    /// <summary>Checks lengths, types, UTF-8, ends, depth and size.</summary>
    /// <returns>Whether the bytes are what a writer would make of the document; false where indexes of an array or options of a regex are out of order.</returns>
    /// <exception cref="MongoError">InvalidBSON: what was expected at which byte.</exception>
    public static bool Validate(ReadOnlySpan<byte> bytes, int maxSize)
    {
        if (bytes.Length < SmallestDocument) throw MongoError.InvalidBson($"expected a document of at least {SmallestDocument} bytes, got {bytes.Length}");
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length != bytes.Length) throw MongoError.InvalidBson($"expected a document of {bytes.Length} bytes, as many as there are, got one that says it has {length}");
        if (length > maxSize) throw MongoError.InvalidBson($"expected a document of at most {maxSize} bytes, got {length}");
        var validator = new BsonValidator(bytes);
        validator.Document(0, bytes.Length, 1, isArray: false);
        return validator.canonical;
    }

    // Checks a document that must end at `limit` or before; returns its end.
    private int Document(int at, int limit, int depth, bool isArray)
    {
        if (depth > BsonDocument.MaxDepth) throw Invalid(at, $"at most {BsonDocument.MaxDepth} levels of documents and arrays", "more");
        var length = Int32(at, limit);
        if (length < SmallestDocument || length > limit - at) throw Invalid(at, $"a document's length of {SmallestDocument} to {limit - at}", $"{length}");
        var end = at + length - 1;
        if (bytes[end] != 0) throw Invalid(end, "the NUL that ends a document", $"0x{bytes[end]:x2}");
        at += 4;
        for (var index = 0; at < end; index++)
        {
            var type = (BsonType)bytes[at];
            var name = at + 1;
            at = CString(name, end);
            if (isArray && !IsIndex(bytes[name..(at - 1)], index)) canonical = false;
            at = Value(type, at, end, depth);
        }

        return at == end ? end + 1 : throw Invalid(at, "the document's end", "more");
    }

    // Checks a value; returns its end.
    private int Value(BsonType type, int at, int limit, int depth)
    {
        switch (type)
        {
            case BsonType.Double or BsonType.DateTime or BsonType.Int64 or BsonType.Timestamp:
                return Fixed(at, 8, limit);
            case BsonType.Int32:
                return Fixed(at, 4, limit);
            case BsonType.ObjectId:
                return Fixed(at, ObjectId.Size, limit);
            case BsonType.Decimal128:
                return Fixed(at, 16, limit);
            case BsonType.Null or BsonType.Undefined or BsonType.MinKey or BsonType.MaxKey:
                return at;
            case BsonType.Boolean:
                Fixed(at, 1, limit);
                return bytes[at] <= 1 ? at + 1 : throw Invalid(at, "a boolean of 0 or 1", $"{bytes[at]}");
            case BsonType.String or BsonType.JavaScript or BsonType.Symbol:
                return Text(at, limit);
            case BsonType.Document:
                return Document(at, limit, depth + 1, isArray: false);
            case BsonType.Array:
                return Document(at, limit, depth + 1, isArray: true);
            case BsonType.Binary:
                return Binary(at, limit);
            case BsonType.Regex:
                var options = CString(at, limit);
                var end = CString(options, limit);
                for (var i = options + 1; i < end - 1; i++) canonical &= bytes[i - 1] <= bytes[i];
                return end;
            case BsonType.DbPointer:
                return Fixed(Text(at, limit), ObjectId.Size, limit);
            case BsonType.JavaScriptWithScope:
                return CodeWithScope(at, limit, depth);
            default:
                throw Invalid(at, "an element's type", $"0x{(byte)type:x2}");
        }
    }

    private int CodeWithScope(int at, int limit, int depth)
    {
        var length = Int32(at, limit);
        if (length < 4 + SmallestDocument + SmallestDocument || length > limit - at) throw Invalid(at, $"a length of code with scope of 14 to {limit - at}", $"{length}");
        var end = at + length;
        var scope = Text(at + 4, end);
        return Document(scope, end, depth + 1, isArray: false) == end ? end : throw Invalid(scope, "a scope that ends where its code with scope ends", "another length");
    }

    private int Binary(int at, int limit)
    {
        var length = Int32(at, limit);
        Fixed(at + 4, 1, limit);
        if (length < 0 || length > limit - at - 5) throw Invalid(at, $"a binary's length of 0 to {limit - at - 5}", $"{length}");
        var end = at + 5 + length;
        if (bytes[at + 4] != 2) return end;
        var inner = Int32(at + 5, end);
        return inner == length - 4 ? end : throw Invalid(at + 5, $"the inner length {length - 4} of a binary of subtype 2", $"{inner}");
    }

    // A length that counts the NUL, UTF-8, the NUL.
    private int Text(int at, int limit)
    {
        var length = Int32(at, limit);
        if (length < 1 || length > limit - at - 4) throw Invalid(at, $"a string's length of 1 to {limit - at - 4}", $"{length}");
        var end = at + 4 + length;
        if (bytes[end - 1] != 0) throw Invalid(end - 1, "the NUL that ends a string", $"0x{bytes[end - 1]:x2}");
        if (!Utf8.IsValid(bytes[(at + 4)..(end - 1)])) throw Invalid(at + 4, "a string in UTF-8", "other bytes");
        return end;
    }

    private int CString(int at, int limit)
    {
        var length = bytes[at..limit].IndexOf((byte)0);
        if (length < 0) throw Invalid(at, "a NUL that ends a name", "none in the document");
        if (!Utf8.IsValid(bytes.Slice(at, length))) throw Invalid(at, "a name in UTF-8", "other bytes");
        return at + length + 1;
    }

    private int Fixed(int at, int size, int limit) => limit - at >= size ? at + size : throw Invalid(at, $"{size} bytes more in the document", $"{limit - at}");

    private int Int32(int at, int limit)
    {
        Fixed(at, 4, limit);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
    }

    private static bool IsIndex(ReadOnlySpan<byte> name, int index)
    {
        if (name.Length == 1) return name[0] == '0' + index;
        return Utf8Parser.TryParse(name, out int parsed, out var consumed) && consumed == name.Length && parsed == index && name is not [(byte)'0' or (byte)'+' or (byte)'-', ..];
    }

    private static MongoError Invalid(int at, string expected, string got) => MongoError.InvalidBson($"expected {expected} at byte {at} of the document, got {got}");
}
