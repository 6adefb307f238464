using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace StorageCourse.Docstore.Bson;

/// <summary>Twelve bytes: seconds since 1970, a random number of the process, a counter. Ids made later sort later.</summary>
internal readonly struct ObjectId : IEquatable<ObjectId>, IComparable<ObjectId>
{
    /// <summary>The length in bytes.</summary>
    public const int Size = 12;

    private static readonly ulong Process = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) << 9 ^ (ulong)RandomNumberGenerator.GetInt32(1 << 30);
    private static int counter = RandomNumberGenerator.GetInt32(1 << 24);

    // Big endian, so that numbers compare as the bytes do.
    private readonly ulong high;
    private readonly uint low;

    /// <param name="bytes">Twelve bytes.</param>
    /// <exception cref="ArgumentException">They are not twelve.</exception>
    public ObjectId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"expected {Size} bytes, got {bytes.Length}", nameof(bytes));
        high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        low = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
    }

    internal ObjectId(ulong high, uint low) => (this.high, this.low) = (high, low);

    internal ulong High => high;

    internal uint Low => low;

    /// <summary>When it was made, to the second (UTC).</summary>
    public DateTime Timestamp => DateTime.UnixEpoch.AddSeconds(high >> 32);

    /// <summary>An id that no other process and no other call makes.</summary>
    public static ObjectId NewObjectId()
    {
        var seconds = (ulong)(uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var next = (uint)Interlocked.Increment(ref counter) & 0xFF_FFFF;
        var process = Process & 0xFF_FFFF_FFFF;
        return new(seconds << 32 | process >> 8, (uint)(process & 0xFF) << 24 | next);
    }

    /// <summary>Reads 24 hexadecimal digits.</summary>
    /// <exception cref="FormatException">They are not that.</exception>
    public static ObjectId Parse(string hex) => TryParse(hex, out var id) ? id : throw new FormatException($"expected an ObjectId of 24 hexadecimal digits, got \"{hex}\"");

    /// <summary>Reads 24 hexadecimal digits.</summary>
    public static bool TryParse(string? hex, out ObjectId id)
    {
        id = default;
        if (hex is not { Length: 24 } ||
            !ulong.TryParse(hex.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high) ||
            !uint.TryParse(hex.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        id = new(high, low);
        return true;
    }

    /// <summary>Writes the twelve bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, high);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], low);
    }

    /// <summary>The twelve bytes.</summary>
    public byte[] ToByteArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public int CompareTo(ObjectId other) => high != other.high ? high.CompareTo(other.high) : low.CompareTo(other.low);

    public bool Equals(ObjectId other) => high == other.high && low == other.low;

    public override bool Equals(object? obj) => obj is ObjectId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(high, low);

    /// <summary>24 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{high:x16}{low:x8}");

    public static bool operator ==(ObjectId left, ObjectId right) => left.Equals(right);

    public static bool operator !=(ObjectId left, ObjectId right) => !left.Equals(right);

    public static bool operator <(ObjectId left, ObjectId right) => left.CompareTo(right) < 0;

    public static bool operator >(ObjectId left, ObjectId right) => left.CompareTo(right) > 0;

    public static bool operator <=(ObjectId left, ObjectId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ObjectId left, ObjectId right) => left.CompareTo(right) >= 0;
}
