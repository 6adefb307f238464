using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>An index of a collection: its tree, and what was learned of the documents in it. Changes are made under the collection's write lock.</summary>
internal sealed class Index(IndexSpecification specification)
{
    private readonly IndexKeys keys = new(specification.Fields);
    private readonly ulong[] arraySteps = new ulong[specification.Fields.Length];
    private long uses;

    /// <summary>What it was created as.</summary>
    public IndexSpecification Specification { get; } = specification;

    /// <summary>The entries.</summary>
    public BPlusTree Tree { get; } = new(specification.Order);

    /// <summary>Whether any document ever had an array in an indexed field: then a document may have several entries.</summary>
    public bool IsMultikey { get; private set; }

    /// <summary>Counts the plans that have used it, as $indexStats does.</summary>
    public long Uses => Interlocked.Read(ref uses);

    /// <summary>When it was made, for $indexStats.</summary>
    public DateTime Since { get; } = DateTime.UtcNow;

    /// <summary>Notes a use.</summary>
    public void CountUse() => Interlocked.Increment(ref uses);

    /// <summary>For a field, a bit for each step of its path at which some document has an array.</summary>
    public ulong ArrayStepsOf(int field) => arraySteps[field];

    /// <summary>The entries that a document has here.</summary>
    public IndexKeys.Result KeysOf(BsonDocument document, long recordId)
    {
        var result = keys.Of(document, recordId, Specification.Order);
        if ((Specification.Sparse && !result.HasAnyField) || Specification.PartialFilter?.Matches(document) == false)
            result.Entries.Clear();
        return result;
    }

    /// <summary>Throws where another document has one of these keys and the index is unique.</summary>
    /// <exception cref="MongoError">DuplicateKey (11000).</exception>
    public void CheckUnique(IndexKeys.Result result, long recordId, string collection)
    {
        if (!Specification.Unique)
            return;
        foreach (var entry in result.Entries)
        {
            if (HasOther(entry, recordId))
                throw DuplicateKeys.Error(collection, Specification, entry);
        }
    }

    /// <summary>Adds entries that are not there yet.</summary>
    public void Add(IndexKeys.Result result)
    {
        foreach (var entry in result.Entries)
            Tree.Add(entry);
        Learn(result);
    }

    /// <summary>Removes entries that are there.</summary>
    public void Remove(IndexKeys.Result result)
    {
        foreach (var entry in result.Entries)
            Tree.Remove(entry);
    }

    private void Learn(IndexKeys.Result result)
    {
        for (var field = 0; field < arraySteps.Length; field++)
        {
            arraySteps[field] |= result.ArraySteps[field];
            IsMultikey |= result.ArraySteps[field] != 0;
        }
    }

    private bool HasOther(in IndexEntry entry, long recordId)
    {
        var position = Tree.Seek(entry.At(long.MinValue), after: false);
        while (position.Next(out var found) && Specification.Order.CompareKeys(found, entry) == 0)
        {
            if (found.RecordId != recordId)
                return true;
        }

        return false;
    }
}
