using System.Text;

namespace StorageCourse.Docstore.Bson;

/// <summary>Compares texts as MongoDB does, by their UTF-8 bytes, whichever of the two forms they are in.</summary>
internal static class Utf8Text
{
    /// <summary>Compares two values that hold texts.</summary>
    public static int Compare(in BsonValue left, in BsonValue right)
    {
        if (left.IsUtf8) return right.IsUtf8 ? left.Utf8.SequenceCompareTo(right.Utf8) : -Compare(right.Text, left.Utf8);
        return right.IsUtf8 ? Compare(left.Text, right.Utf8) : Compare(left.Text, right.Text);
    }

    /// <summary>UTF-8 orders as code points do; UTF-16 does not, for surrogates lie below U+E000.</summary>
    public static int Compare(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        var at = left.AsSpan(0, length).CommonPrefixLength(right.AsSpan(0, length));
        if (at == length) return left.Length.CompareTo(right.Length);
        var (a, b) = (left[at], right[at]);
        var (aIsSurrogate, bIsSurrogate) = (char.IsSurrogate(a), char.IsSurrogate(b));
        return aIsSurrogate == bIsSurrogate ? a.CompareTo(b) : aIsSurrogate ? 1 : -1;
    }

    public static int Compare(string left, ReadOnlySpan<byte> right)
    {
        var at = 0;
        var shorter = Math.Min(left.Length, right.Length);
        while (at < shorter && left[at] < 0x80 && left[at] == right[at]) at++;
        if (at == shorter && left.Length == right.Length) return 0;
        if (at < shorter && left[at] < 0x80 && right[at] < 0x80) return left[at].CompareTo((char)right[at]);
        if (at == left.Length) return -1;
        if (at == right.Length) return 1;
        return Encoding.UTF8.GetBytes(left, at, left.Length - at).AsSpan().SequenceCompareTo(right[at..]);
    }

    /// <summary>Whether a name and the bytes of a name are the same.</summary>
    public static bool Equals(string name, ReadOnlySpan<byte> utf8)
    {
        // A char takes one to three bytes.
        if (name.Length > utf8.Length) return false;
        var at = 0;
        while (at < name.Length && name[at] < 0x80)
        {
            if (name[at] != utf8[at]) return false;
            at++;
        }

        return at == name.Length ? at == utf8.Length : Compare(name, utf8) == 0;
    }

    /// <summary>A hash of the text that is the same in both forms.</summary>
    public static int HashOf(in BsonValue value)
    {
        if (value.IsUtf8) return HashOf(value.Utf8);
        var text = value.Text;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most > 512) return HashOf(Encoding.UTF8.GetBytes(text));
        Span<byte> bytes = stackalloc byte[most];
        return HashOf(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private static int HashOf(ReadOnlySpan<byte> utf8)
    {
        var hash = default(HashCode);
        hash.AddBytes(utf8);
        return hash.ToHashCode();
    }
}
