using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>What a collection was created with, or given by collMod.</summary>
internal sealed record CollectionOptions
{
    /// <summary>The rule that new and changed documents have to keep, or null.</summary>
    public Validator? Validator { get; init; }

    /// <summary>False only for the profiler's collection.</summary>
    public bool HasIdIndex { get; init; } = true;

    /// <summary>As listCollections shows them.</summary>
    public BsonDocument ToDocument() => Validator is null ? [] : Validator.ToDocument();
}
