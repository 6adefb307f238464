using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Docstore.Commands;

/// <summary>
/// Changes documents that a query finds. Each document is changed whole or not at all; several are changed one after another, as in mongod.
/// A document that another client changed after it was found is looked at again: does it still match, and what does the update make of it now?
/// </summary>
internal sealed class DocumentWriter(DocumentStore store, string database, string collection, bool bypassValidation, CancellationToken cancellationToken)
{
    private const int UpsertAttempts = 10;

    /// <summary>The plan that was used last, for the profiler and explain.</summary>
    public QueryPlan? Plan { get; private set; }

    /// <summary>Stores a new document; makes the collection where it does not exist.</summary>
    /// <returns>The document as it is stored.</returns>
    /// <exception cref="MongoError">DuplicateKey (11000), DocumentValidationFailure (121) and what <see cref="NewDocuments"/> refuses.</exception>
    public BsonDocument Insert(BsonDocument document)
    {
        document = NewDocuments.Prepared(document);
        while (true)
        {
            try
            {
                var target = store.FindOrCreate(database, collection);
                Validate(target, document, null);
                target.Insert(document);
                return document;
            }
            catch (CollectionDroppedException)
            {
                // Another client dropped it in between: it is made anew.
            }
        }
    }

    /// <summary>What an update did.</summary>
    /// <param name="Matched">How many documents the query found.</param>
    /// <param name="Modified">How many of them changed.</param>
    /// <param name="Before">The last of them as it was.</param>
    /// <param name="After">The last of them as it is, or what was inserted.</param>
    public readonly record struct UpdateResult(int Matched, int Modified, BsonDocument? Before, BsonDocument? After)
    {
        /// <summary>The _id of the document that was inserted because none was found; Missing otherwise.</summary>
        public BsonValue UpsertedId => Matched == 0 && After is not null ? After["_id"] : default;
    }

    /// <summary>Updates what a query finds.</summary>
    /// <param name="request">The query.</param>
    /// <param name="program">The update.</param>
    /// <param name="multi">All documents rather than the first.</param>
    /// <param name="upsert">Inserts a document where none is found.</param>
    public UpdateResult Update(QueryRequest request, UpdateProgram program, bool multi, bool upsert)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = UpdateFound(request, program, multi);
            if (result.Matched > 0 || !upsert)
                return result;
            try
            {
                return new(0, 0, null, Insert(program.Upserted(request.Filter)));
            }
            catch (MongoError error) when (error.Code == 11000 && attempt < UpsertAttempts)
            {
                // Another client may have inserted it in between: then it is found now. (Not asked in the filter of the catch, which runs while the lock is still held.)
                if (!Planner.Plan(request, store.Find(database, collection), NewRun()).Rows().Any())
                    throw;
            }
        }
    }

    /// <summary>What a delete did: how many documents are gone, and the last of them.</summary>
    public readonly record struct DeleteResult(int Deleted, BsonDocument? Before);

    /// <summary>Deletes what a query finds.</summary>
    public DeleteResult Delete(QueryRequest request, bool multi)
    {
        var deleted = 0;
        BsonDocument? last = null;
        var target = store.Find(database, collection);
        foreach (var row in Found(request, target, multi))
        {
            for (var bytes = row.Bytes; bytes is not null; bytes = Again(target!, row.RecordId, request.Filter))
            {
                if (!TryRemove(target!, row.RecordId, bytes))
                    continue;
                deleted++;
                last = StoredDocument.Of(bytes);
                break;
            }

            if (deleted > 0 && !multi)
                break;
        }

        return new(deleted, last);
    }

    private UpdateResult UpdateFound(QueryRequest request, UpdateProgram program, bool multi)
    {
        var result = default(UpdateResult);
        var target = store.Find(database, collection);
        foreach (var row in Found(request, target, multi))
        {
            for (var bytes = row.Bytes; bytes is not null; bytes = Again(target!, row.RecordId, request.Filter))
            {
                var before = StoredDocument.Of(bytes);
                var after = Applied(program, before, request.Filter);
                var changed = !ReferenceEquals(before, after);
                if (changed)
                {
                    Validate(target!, after, before);
                    if (!TryReplace(target!, row.RecordId, bytes, after))
                        continue;
                }

                result = new(result.Matched + 1, result.Modified + (changed ? 1 : 0), before, after);
                break;
            }

            if (result.Matched > 0 && !multi)
                break;
        }

        return result;
    }

    /// <summary>All rows of a multi-update are found before the first is changed: a document that the update moves within the index is not met again.</summary>
    private IEnumerable<Row> Found(QueryRequest request, Collection? target, bool multi)
    {
        Plan = Planner.Plan(request, target, NewRun());
        return multi ? [.. Plan.Rows()] : Plan.Rows();
    }

    private Execution NewRun() => new() { CancellationToken = cancellationToken };

    private static BsonDocument Applied(UpdateProgram program, BsonDocument before, Filter filter)
    {
        var position = new MatchPosition();
        if (!program.IsReplacement)
            filter.Matches(before, position);
        var after = program.Apply(before, position, isUpsert: false);
        if (ReferenceEquals(before, after))
            return before;
        NewDocuments.CheckSize(after);
        return after;
    }

    private static byte[]? Again(Collection target, long recordId, Filter filter)
    {
        byte[]? bytes;
        using (target.Read())
            bytes = target.IsDropped ? null : target.Records[recordId];
        return bytes is not null && filter.Matches(StoredDocument.Of(bytes)) ? bytes : null;
    }

    private void Validate(Collection target, BsonDocument document, BsonDocument? before)
    {
        if (!bypassValidation)
            target.Options.Validator?.Check(document, before);
    }

    private static bool TryReplace(Collection target, long recordId, byte[] seen, BsonDocument document)
    {
        try
        {
            return target.TryReplace(recordId, seen, document);
        }
        catch (CollectionDroppedException)
        {
            return false;
        }
    }

    private static bool TryRemove(Collection target, long recordId, byte[] seen)
    {
        try
        {
            return target.TryRemove(recordId, seen);
        }
        catch (CollectionDroppedException)
        {
            return false;
        }
    }
}
