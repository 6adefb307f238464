using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning;

/// <summary>What the stages of a pipeline read and write, over a store. Reads are planned as those of find are.</summary>
internal sealed class PipelineSource(DocumentStore store, bool bypassValidation, CancellationToken cancellationToken) : IPipelineSource
{
    /// <inheritdoc/>
    public IEnumerable<BsonDocument> Find(string database, string collection, Filter? filter) =>
        Planner.Plan(new(filter ?? new AlwaysFilter(true)), store.Find(database, collection), NewRun()).Documents();

    /// <inheritdoc/>
    public void Replace(string database, string collection, IReadOnlyList<BsonDocument> documents)
    {
        NamespaceNames.CheckCollection(database, collection);
        var before = store.Find(database, collection);
        var finished = new Collection(store.Database(database), collection, before?.Options ?? new());
        finished.CreateIndexes([.. (before?.Indexes ?? []).Where(index => !index.Specification.IsId).Select(index => index.Specification)]);
        foreach (var document in documents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var prepared = NewDocuments.Prepared(document);
            if (!bypassValidation)
                finished.Options.Validator?.Check(prepared, null);
            finished.Insert(prepared);
        }

        store.Exchange(database, collection, finished);
    }

    /// <inheritdoc/>
    public void Merge(string database, string collection, BsonDocument fields, Func<BsonDocument?, BsonDocument?> change)
    {
        var query = new BsonDocument(fields.Select(field => new BsonElement(field.Name, new BsonDocument { { "$eq", field.Value } })));
        var filter = Filter.Parse(query, new(null, DateTime.UtcNow));
        while (!TryMerge(database, collection, filter, change))
            cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public bool HasUniqueIndex(string database, string collection, IReadOnlyCollection<string> fields) =>
        (fields.Count == 1 && fields.Contains("_id"))
        || (store.Find(database, collection)?.Indexes.Any(index => index.Specification is { Unique: true, Sparse: false, PartialFilter: null } unique
            && unique.Fields.Length == fields.Count && unique.Fields.All(fields.Contains)) ?? false);

    /// <inheritdoc/>
    public BsonDocument CollectionStats(string database, string collection) =>
        CollectionStatistics.Of(store.Find(database, collection) ?? throw MongoError.NamespaceNotFound($"Collection [{database}.{collection}] not found."), $"{database}.{collection}", 1);

    /// <inheritdoc/>
    public IEnumerable<BsonDocument> IndexStats(string database, string collection) =>
        (store.Find(database, collection)?.Indexes ?? []).Select(index => new BsonDocument
        {
            { "name", index.Specification.Name },
            { "key", index.Specification.Key.Clone() },
            { "accesses", new BsonDocument { { "ops", index.Uses }, { "since", index.Since } } },
            { "spec", index.Specification.ToDocument() },
        });

    /// <summary>Does one step of $merge; false where another client was faster and it has to be done again.</summary>
    private bool TryMerge(string database, string collection, Filter filter, Func<BsonDocument?, BsonDocument?> change)
    {
        var target = store.FindOrCreate(database, collection);
        var plan = Planner.Plan(new(filter), target, NewRun());
        try
        {
            var found = plan.Root.Next(out var row);
            var before = found ? StoredDocument.Of(row.Bytes!) : null;
            if (change(before) is not { } after || ReferenceEquals(after, before))
                return true;
            after = NewDocuments.Prepared(after);
            if (!bypassValidation)
                target.Options.Validator?.Check(after, before);
            if (!found)
            {
                target.Insert(after);
                return true;
            }

            if (BsonComparer.Instance.Compare(after["_id"], before!["_id"]) != 0)
                throw MongoError.ImmutableField("$merge failed to update the matching document, did you attempt to modify the _id or the shard key? :: caused by :: Performing an update on the path '_id' would modify the immutable field '_id'");
            return target.TryReplace(row.RecordId, row.Bytes!, after);
        }
        catch (CollectionDroppedException)
        {
            return false;
        }
        catch (MongoError error) when (error.Code == 11000 && plan.Root.IsAtEnd)
        {
            // Another client may have inserted it in between: then it is found now.
            if (!Find(database, collection, filter).Any())
                throw;
            return false;
        }
    }

    private Execution NewRun() => new() { CancellationToken = cancellationToken };
}
