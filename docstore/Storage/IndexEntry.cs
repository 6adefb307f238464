using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>
/// One entry of an index: the values of the indexed fields and the id of the record that they are from.
/// Most indexes have one field: its value stands in the entry itself, and only further ones need an array.
/// </summary>
internal readonly struct IndexEntry(BsonValue first, BsonValue[]? rest, long recordId)
{
    private readonly BsonValue first = first;
    private readonly BsonValue[]? rest = rest;

    /// <summary>The record that the entry leads to.</summary>
    public readonly long RecordId = recordId;

    /// <summary>How many fields the index has.</summary>
    public int Length => rest is null ? 1 : rest.Length + 1;

    /// <summary>The value of a field, in the order of the index.</summary>
    public BsonValue this[int field] => field == 0 ? first : rest![field - 1];

    /// <summary>The same key for another record; with <see cref="long.MinValue"/>, what lies before all entries of the key.</summary>
    public IndexEntry At(long recordId) => new(first, rest, recordId);

    /// <summary>An entry of an index over one or more fields.</summary>
    public static IndexEntry Of(ReadOnlySpan<BsonValue> values, long recordId) =>
        new(values[0], values.Length == 1 ? null : values[1..].ToArray(), recordId);
}
