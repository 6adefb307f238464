using System.Collections;

namespace StorageCourse.Docstore.Bson;

/// <summary>An array. One that was read from BSON stays bytes until its first change; see <see cref="BsonDocument"/>.</summary>
internal sealed class BsonArray : IReadOnlyList<BsonValue>, IEquatable<BsonArray>
{
    private byte[]? raw;
    private int start;
    private int length;
    private int[]? places;
    private List<BsonValue>? items;

    /// <summary>An empty array.</summary>
    public BsonArray() => items = [];

    /// <param name="capacity">For how many items to make room.</param>
    public BsonArray(int capacity) => items = new(capacity);

    /// <summary>An array of these items; a Missing becomes null, as an array can't have a gap.</summary>
    public BsonArray(IEnumerable<BsonValue> values)
    {
        items = [];
        foreach (var value in values) Add(value);
    }

    // Validated bytes, which nobody changes from now on.
    internal BsonArray(byte[] raw, int start, int length)
    {
        this.raw = raw;
        this.start = start;
        this.length = length;
    }

    /// <summary>The number of items; the first time counts them where the array is still bytes.</summary>
    public int Count => items?.Count ?? Places().Length;

    /// <summary>Whether the array is bytes: <see cref="Walk"/> reads them.</summary>
    internal bool IsRaw => raw is not null;

    /// <summary>The bytes of an array for which <see cref="IsRaw"/> holds.</summary>
    internal ReadOnlySpan<byte> RawBytes => raw.AsSpan(start, length);

    /// <summary>The item at this position. Setting Missing sets null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public BsonValue this[int index]
    {
        get
        {
            if (items is not null) return items[index];
            var at = Places()[index];
            var name = at + 1;
            return RawElements.Read(raw!, (BsonType)raw![at], name + raw.AsSpan(name).IndexOf((byte)0) + 1);
        }
        set => Decoded()[index] = Present(value);
    }

    /// <summary>Appends an item; a Missing as null.</summary>
    public void Add(BsonValue value) => Decoded().Add(Present(value));

    /// <summary>Puts an item at this position.</summary>
    public void Insert(int index, BsonValue value) => Decoded().Insert(index, Present(value));

    /// <summary>Removes the item at this position.</summary>
    public void RemoveAt(int index) => Decoded().RemoveAt(index);

    /// <summary>A copy that shares nothing that can change.</summary>
    public BsonArray Clone()
    {
        if (raw is not null) return new(raw, start, length);
        var copy = new BsonArray(items!.Count);
        foreach (var value in items) copy.items!.Add(value.Clone());
        return copy;
    }

    /// <summary>Relaxed Extended JSON.</summary>
    public override string ToString() => ExtendedJson.Write(this, ExtendedJsonMode.Relaxed);

    /// <summary>The same values of the same types in the same order.</summary>
    public bool Equals(BsonArray? other)
    {
        if (other is null) return false;
        if (ReferenceEquals(this, other)) return true;
        if (raw is not null && other.raw is not null) return RawBytes.SequenceEqual(other.RawBytes);
        return this.SequenceEqual(other);
    }

    public override bool Equals(object? obj) => Equals(obj as BsonArray);

    public override int GetHashCode() => BsonComparer.Instance.GetHashCode(this);

    /// <summary>Goes through the items without an allocation.</summary>
    public Enumerator GetEnumerator() => new(this);

    IEnumerator<BsonValue> IEnumerable<BsonValue>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal RawElements Walk() => new(raw!, start);

    // The items down to the leaves, none of them bytes.
    internal BsonArray Decode()
    {
        var copy = new BsonArray();
        foreach (var value in this) copy.items!.Add(value.Decode());
        return copy;
    }

    private static BsonValue Present(in BsonValue value) => value.IsMissing ? BsonValue.Null : value;

    // Where each element begins: made once, on the first access by position. Threads may make it twice; both are right.
    private int[] Places()
    {
        if (places is not null) return places;
        var found = new List<int>();
        for (var walk = Walk(); walk.MoveNext();) found.Add(walk.ElementAt);
        return places = [.. found];
    }

    private List<BsonValue> Decoded()
    {
        if (items is not null) return items;
        var list = new List<BsonValue>();
        for (var walk = Walk(); walk.MoveNext();) list.Add(walk.Value);
        items = list;
        raw = null;
        places = null;
        return list;
    }

    /// <summary>Goes through the items.</summary>
    public struct Enumerator : IEnumerator<BsonValue>
    {
        private readonly List<BsonValue>? list;
        private RawElements walk;
        private int at;

        internal Enumerator(BsonArray array)
        {
            list = array.items;
            at = -1;
            if (list is null) walk = array.Walk();
        }

        public readonly BsonValue Current => list is null ? walk.Value : list[at];

        readonly object IEnumerator.Current => Current;

        public bool MoveNext() => list is null ? walk.MoveNext() : ++at < list.Count;

        public void Reset() => throw new NotSupportedException("expected to go through the items once: ask for another enumerator");

        public readonly void Dispose()
        {
        }
    }
}
