using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>
/// A collection: documents in the order of insertion, and indexes that lead to them.
/// Any number of threads read at once; a change of one document and of its index entries is made alone, under the write lock, and is whole or not at all.
/// Who wants to change a document reads it, computes the new one in peace, and hands in both: if another was faster, nothing is done and he looks again.
/// </summary>
internal sealed class Collection
{
    private readonly ReaderWriterLockSlim gate = new(LockRecursionPolicy.NoRecursion);
    private readonly RecordStore records = new();
    private volatile bool isDropped;

    internal Collection(Database database, string name, CollectionOptions options)
    {
        Database = database;
        Name = name;
        Options = options;
        Indexes = options.HasIdIndex ? [new(IndexSpecification.Id())] : [];
    }

    /// <summary>Where it is.</summary>
    public Database Database { get; internal set; }

    /// <summary>Its name within the database.</summary>
    public string Name { get; internal set; }

    /// <summary>Database and name, joined by a dot.</summary>
    public string Namespace => $"{Database.Name}.{Name}";

    /// <summary>Identifies this collection even when another takes its name.</summary>
    public Guid Uuid { get; } = Guid.NewGuid();

    /// <summary>The validator and what else it was created with.</summary>
    public CollectionOptions Options { get; internal set; }

    /// <summary>The indexes, that on _id first. Replaced as a whole, under the write lock.</summary>
    public Index[] Indexes { get; private set; }

    /// <summary>Set when it was dropped: cursors end, writers look for its successor.</summary>
    public bool IsDropped { get => isDropped; internal set => isDropped = value; }

    /// <summary>How many documents there are.</summary>
    public int Count => records.Count;

    /// <summary>The sum of the documents' sizes in bytes.</summary>
    public long Bytes => records.Bytes;

    /// <summary>Keeps writers out until disposed. Held for a batch at most.</summary>
    public ReadLock Read()
    {
        gate.EnterReadLock();
        return new(gate);
    }

    /// <summary>A held read lock.</summary>
    public readonly ref struct ReadLock(ReaderWriterLockSlim gate)
    {
        /// <summary>Lets writers in again.</summary>
        public void Dispose() => gate.ExitReadLock();
    }

    /// <summary>The documents. To be read under <see cref="Read"/>; a single look-up by id needs no lock.</summary>
    public RecordStore Records => records;

    /// <summary>Adds a document, which has its _id in the first place.</summary>
    /// <exception cref="MongoError">DuplicateKey (11000) and what making index keys can throw; the collection is then as it was.</exception>
    public void Insert(BsonDocument document)
    {
        var bytes = document.ToBytes();
        gate.EnterWriteLock();
        try
        {
            ThrowIfDropped();
            var id = records.NextId;
            var indexes = Indexes;
            var keys = new IndexKeys.Result[indexes.Length];
            for (var at = 0; at < indexes.Length; at++)
            {
                keys[at] = indexes[at].KeysOf(document, id);
                indexes[at].CheckUnique(keys[at], id, Namespace);
            }

            records.Add(bytes);
            for (var at = 0; at < indexes.Length; at++)
                indexes[at].Add(keys[at]);
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>Puts a document in the place of another; false, and nothing done, where the record no longer holds <paramref name="seen"/>.</summary>
    /// <exception cref="MongoError">DuplicateKey (11000) and what making index keys can throw; the collection is then as it was.</exception>
    public bool TryReplace(long recordId, byte[] seen, BsonDocument document)
    {
        var bytes = document.ToBytes();
        gate.EnterWriteLock();
        try
        {
            ThrowIfDropped();
            if (records[recordId] != seen)
                return false;
            var before = StoredDocument.Of(seen);
            var indexes = Indexes;
            var changes = new IndexChange[indexes.Length];
            for (var at = 0; at < indexes.Length; at++)
            {
                changes[at] = IndexChange.Between(indexes[at], before, document, recordId);
                indexes[at].CheckUnique(changes[at].Added, recordId, Namespace);
            }

            records.Replace(recordId, bytes);
            for (var at = 0; at < indexes.Length; at++)
            {
                indexes[at].Remove(changes[at].Removed);
                indexes[at].Add(changes[at].Added);
            }

            return true;
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>Removes a document; false, and nothing done, where the record no longer holds <paramref name="seen"/>.</summary>
    public bool TryRemove(long recordId, byte[] seen)
    {
        gate.EnterWriteLock();
        try
        {
            ThrowIfDropped();
            if (records[recordId] != seen)
                return false;
            var document = StoredDocument.Of(seen);
            foreach (var index in Indexes)
                index.Remove(index.KeysOf(document, recordId));
            records.Remove(recordId);
            return true;
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>Adds indexes and fills them from the documents that are there: all of them or, on an error, none.</summary>
    /// <returns>How many were new; those that are there already with the same options are passed over.</returns>
    /// <exception cref="MongoError">IndexOptionsConflict (85), IndexKeySpecsConflict (86), DuplicateKey (11000), CannotCreateIndex (67) beyond 64.</exception>
    public int CreateIndexes(IReadOnlyList<IndexSpecification> specifications)
    {
        gate.EnterWriteLock();
        try
        {
            ThrowIfDropped();
            var indexes = Indexes.ToList();
            foreach (var specification in specifications)
            {
                if (IndexConflicts.IsThereAlready(indexes, specification))
                    continue;
                if (indexes.Count >= 64)
                    throw MongoError.CannotCreateIndex($"add index fails, too many indexes for {Namespace} key:{specification.Key}");
                indexes.Add(Built(specification));
            }

            var added = indexes.Count - Indexes.Length;
            Indexes = [.. indexes];
            return added;
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>Drops an index. The one on _id stays, which the caller sees to.</summary>
    public void DropIndex(Index index)
    {
        gate.EnterWriteLock();
        try
        {
            Indexes = [.. Indexes.Where(kept => kept != index)];
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    /// <summary>Marks it as gone; who waits for the lock finds it so.</summary>
    internal void MarkDropped()
    {
        gate.EnterWriteLock();
        IsDropped = true;
        gate.ExitWriteLock();
    }

    private Index Built(IndexSpecification specification)
    {
        var index = new Index(specification);
        for (var id = records.FirstFrom(0); id >= 0; id = records.FirstFrom(id + 1))
        {
            var keys = index.KeysOf(StoredDocument.Of(records[id]!), id);
            index.CheckUnique(keys, id, Namespace);
            index.Add(keys);
        }

        return index;
    }

    private void ThrowIfDropped()
    {
        if (IsDropped)
            throw new CollectionDroppedException();
    }
}
