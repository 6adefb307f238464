using System.Text;

namespace StorageCourse.Docstore.Bson;

/// <summary>Field names repeat from document to document: short ones are made into strings once.</summary>
internal static class FieldNames
{
    private const int Slots = 1024;
    private const int LongestKept = 32;
    private static readonly string?[] Kept = new string?[Slots];

    /// <summary>The name that these bytes are.</summary>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > LongestKept) return utf8.Length == 0 ? "" : Encoding.UTF8.GetString(utf8);
        uint hash = (uint)utf8.Length;
        foreach (var b in utf8) hash = hash * 31 + b;
        // Threads may overwrite each other's entry; each is right by itself.
        ref var slot = ref Kept[(hash ^ hash >> 10) % Slots];
        var known = slot;
        if (known is not null && Utf8Text.Equals(known, utf8)) return known;
        return slot = Encoding.UTF8.GetString(utf8);
    }
}
