namespace StorageCourse.Docstore.Bson;

/// <summary>Bytes with a subtype: 0 generic, 3 and 4 UUID, 5 MD5, 6 encrypted, 7 column, 8 sensitive, 9 vector, 128 and up the user's.</summary>
/// <param name="subtype">What the bytes are.</param>
/// <param name="bytes">The bytes; not copied.</param>
internal sealed class BsonBinary(byte subtype, ReadOnlyMemory<byte> bytes) : IEquatable<BsonBinary>
{
    /// <summary>The subtype of a UUID in the standard's byte order.</summary>
    public const byte UuidSubtype = 4;

    /// <summary>What the bytes are.</summary>
    public byte Subtype => subtype;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>A UUID as MongoDB stores it: subtype 4, the most significant byte first.</summary>
    public static BsonBinary FromGuid(Guid value) => new(UuidSubtype, value.ToByteArray(bigEndian: true));

    /// <summary>The UUID that the bytes are; null where the subtype is not 4 or the length not 16.</summary>
    public Guid? AsGuid => subtype == UuidSubtype && bytes.Length == 16 ? new Guid(bytes.Span, bigEndian: true) : null;

    public bool Equals(BsonBinary? other) => other is not null && other.Subtype == subtype && other.Bytes.Span.SequenceEqual(bytes.Span);

    public override bool Equals(object? obj) => Equals(obj as BsonBinary);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes.Span);
        return hash.ToHashCode();
    }
}
