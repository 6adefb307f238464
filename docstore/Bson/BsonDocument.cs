using System.Collections;
using System.Runtime.InteropServices;

namespace StorageCourse.Docstore.Bson;

/// <summary>An ordered list of fields. One that was read from BSON stays bytes: a look-up scans them without decoding; the first change decodes.</summary>
/// <remarks>Reading changes nothing, so any number of threads may read one document. A document or array taken out of bytes is a view of its own:
/// who changes it puts it back (<c>var a = d["a"].AsDocument; a["b"] = 1; d["a"] = a;</c>). A name may occur twice, as BSON allows; look-ups find the first.</remarks>
internal sealed class BsonDocument : IReadOnlyList<BsonElement>, IEquatable<BsonDocument>
{
    /// <summary>The most bytes that a stored document may have.</summary>
    public const int MaxSize = 16 * 1024 * 1024;

    /// <summary>The most levels of documents and arrays, the outermost counted.</summary>
    public const int MaxDepth = 100;

    private byte[]? raw;
    private int start;
    private int length;
    private List<BsonElement>? elements;

    /// <summary>An empty document.</summary>
    public BsonDocument() => elements = [];

    /// <param name="capacity">For how many fields to make room.</param>
    public BsonDocument(int capacity) => elements = new(capacity);

    /// <summary>A document of these fields, in this order.</summary>
    public BsonDocument(IEnumerable<BsonElement> fields) => elements = [.. fields];

    // Validated bytes, which nobody changes from now on.
    internal BsonDocument(byte[] raw, int start, int length)
    {
        this.raw = raw;
        this.start = start;
        this.length = length;
    }

    /// <summary>The number of fields; counts them where the document is still bytes.</summary>
    public int Count
    {
        get
        {
            if (elements is not null) return elements.Count;
            var count = 0;
            for (var walk = Walk(); walk.MoveNext();) count++;
            return count;
        }
    }

    /// <summary>How many bytes of BSON it has.</summary>
    public int ByteSize => raw is not null ? length : BsonSize.Of(this);

    /// <summary>Whether the document is bytes: <see cref="Walk"/> reads them.</summary>
    internal bool IsRaw => raw is not null;

    /// <summary>The bytes of a document for which <see cref="IsRaw"/> holds.</summary>
    internal ReadOnlySpan<byte> RawBytes => raw.AsSpan(start, length);

    /// <summary>The value of the first field of this name, <see cref="BsonValue.Missing"/> without one. Setting replaces it in place or appends it; setting Missing removes it.</summary>
    public BsonValue this[string name]
    {
        get => TryGetValue(name, out var value) ? value : default;
        set
        {
            if (value.IsMissing)
            {
                Remove(name);
                return;
            }

            var list = Decoded();
            var at = IndexOf(list, name);
            if (at < 0) Add(name, value);
            else list[at] = new(name, value);
        }
    }

    /// <summary>The field at this position; walks to it where the document is still bytes.</summary>
    public BsonElement this[int index]
    {
        get
        {
            if (elements is not null) return elements[index];
            var walk = Walk();
            for (var i = 0; i <= index; i++)
            {
                if (index < 0 || !walk.MoveNext()) throw new ArgumentOutOfRangeException(nameof(index), index, $"expected 0 to {Count - 1}");
            }

            return walk.Element;
        }
    }

    /// <summary>Looks a field up by its name.</summary>
    public bool TryGetValue(string name, out BsonValue value)
    {
        if (elements is not null)
        {
            var at = IndexOf(elements, name);
            value = at < 0 ? default : elements[at].Value;
            return at >= 0;
        }

        for (var walk = Walk(); walk.MoveNext();)
        {
            if (!Utf8Text.Equals(name, walk.Utf8Name)) continue;
            value = walk.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Looks a field up by its name, given both ways: what compares faster is taken.</summary>
    internal bool TryGetValue(string name, ReadOnlySpan<byte> utf8Name, out BsonValue value)
    {
        if (elements is not null) return TryGetValue(name, out value);
        for (var walk = Walk(); walk.MoveNext();)
        {
            if (!walk.Utf8Name.SequenceEqual(utf8Name)) continue;
            value = walk.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>Whether there is such a field.</summary>
    public bool Contains(string name) => TryGetValue(name, out _);

    /// <summary>Appends a field; appends nothing where the value is Missing.</summary>
    /// <exception cref="MongoError">BadValue: the name has a NUL.</exception>
    public void Add(string name, BsonValue value)
    {
        if (!value.IsMissing) Decoded().Add(new(Valid(name), value));
    }

    /// <summary>Appends a field; appends nothing where the value is Missing.</summary>
    public void Add(BsonElement element) => Add(element.Name, element.Value);

    /// <summary>Puts a field at this position.</summary>
    public void Insert(int index, string name, BsonValue value)
    {
        if (!value.IsMissing) Decoded().Insert(index, new(Valid(name), value));
    }

    /// <summary>Removes the first field of this name.</summary>
    /// <returns>False where there was none.</returns>
    public bool Remove(string name)
    {
        if (elements is null && !Contains(name)) return false;
        var list = Decoded();
        var at = IndexOf(list, name);
        if (at < 0) return false;
        list.RemoveAt(at);
        return true;
    }

    /// <summary>Gives the first field of this name another name; it keeps its place.</summary>
    /// <returns>False where there was none.</returns>
    public bool Rename(string old, string name)
    {
        var list = Decoded();
        var at = IndexOf(list, old);
        if (at < 0) return false;
        list[at] = new(Valid(name), list[at].Value);
        return true;
    }

    /// <summary>The document as BSON.</summary>
    /// <exception cref="MongoError">Overflow: deeper than <see cref="MaxDepth"/>.</exception>
    public byte[] ToBytes()
    {
        if (raw is not null) return RawBytes.ToArray();
        using var writer = new BsonWriter();
        writer.WriteDocument(this);
        return writer.Written.ToArray();
    }

    /// <summary>A document over these bytes, which nobody may change afterwards. They are validated whole.</summary>
    /// <exception cref="MongoError">InvalidBSON: they are no document, and where and why not.</exception>
    public static BsonDocument FromBytes(ReadOnlyMemory<byte> bytes) => FromBytes(bytes, MaxSize);

    /// <summary>The same with another limit of size: commands may be greater than stored documents.</summary>
    internal static BsonDocument FromBytes(ReadOnlyMemory<byte> bytes, int maxSize)
    {
        var array = MemoryMarshal.TryGetArray(bytes, out var segment) ? segment : bytes.ToArray();
        var canonical = BsonValidator.Validate(array.AsSpan(), maxSize);
        var document = new BsonDocument(array.Array!, array.Offset, array.Count);
        // Such as an array whose elements are not named "0", "1", …: it is written anew as it should be.
        return canonical ? document : FromTrusted(document.Decode());
    }

    /// <summary>The document written once, and bytes from now on.</summary>
    internal static BsonDocument FromTrusted(BsonDocument decoded)
    {
        var bytes = decoded.ToBytes();
        return new(bytes, 0, bytes.Length);
    }

    /// <summary>A copy that shares nothing that can change.</summary>
    public BsonDocument Clone()
    {
        if (raw is not null) return new(raw, start, length);
        var copy = new BsonDocument(elements!.Count);
        foreach (var (name, value) in elements) copy.elements!.Add(new(name, value.Clone()));
        return copy;
    }

    /// <summary>Reads Extended JSON, canonical or relaxed.</summary>
    /// <exception cref="MongoError">FailedToParse, with line and column.</exception>
    public static BsonDocument Parse(string extendedJson) => ExtendedJson.Parse(extendedJson) is { Type: BsonType.Document } value
        ? value.AsDocument
        : throw MongoError.FailedToParse($"expected a document in braces, got {(extendedJson.Length > 60 ? extendedJson[..60] + "…" : extendedJson)}");

    /// <summary>Relaxed Extended JSON.</summary>
    public override string ToString() => ExtendedJson.Write(this, ExtendedJsonMode.Relaxed);

    /// <summary>The same fields of the same types in the same order.</summary>
    public bool Equals(BsonDocument? other)
    {
        if (other is null) return false;
        if (ReferenceEquals(this, other)) return true;
        if (raw is not null && other.raw is not null) return RawBytes.SequenceEqual(other.RawBytes);
        return Count == other.Count && this.SequenceEqual(other);
    }

    public override bool Equals(object? obj) => Equals(obj as BsonDocument);

    public override int GetHashCode() => BsonComparer.Instance.GetHashCode(this);

    /// <summary>Goes through the fields without an allocation.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<BsonElement> IEnumerable<BsonElement>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal RawElements Walk() => new(raw!, start);

    // The fields down to the leaves, none of them bytes.
    internal BsonDocument Decode()
    {
        var copy = new BsonDocument();
        foreach (var (name, value) in this) copy.elements!.Add(new(name, value.Decode()));
        return copy;
    }

    private List<BsonElement> Decoded()
    {
        if (elements is not null) return elements;
        var list = new List<BsonElement>();
        for (var walk = Walk(); walk.MoveNext();) list.Add(walk.Element);
        elements = list;
        raw = null;
        return list;
    }

    private static int IndexOf(List<BsonElement> list, string name)
    {
        var span = CollectionsMarshal.AsSpan(list);
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i].Name == name) return i;
        }

        return -1;
    }

    private static string Valid(string name) => name.Contains('\0') ? throw MongoError.BadValue("expected a field name without a NUL character, for BSON ends a name with one") : name;

    /// <summary>Goes through the fields.</summary>
    public struct Enumerator : IEnumerator<BsonElement>
    {
        private readonly List<BsonElement>? list;
        private RawElements walk;
        private int at;

        internal Enumerator(BsonDocument document)
        {
            list = document.elements;
            at = -1;
            if (list is null) walk = document.Walk();
        }

        public readonly BsonElement Current => list is null ? walk.Element : list[at];

        readonly object IEnumerator.Current => Current;

        public bool MoveNext() => list is null ? walk.MoveNext() : ++at < list.Count;

        public void Reset() => throw new NotSupportedException("expected to go through the fields once: ask for another enumerator");

        public readonly void Dispose()
        {
        }
    }
}
