using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Client;

namespace StorageCourse.Cells.Mongo;

/// <summary>What a statement does, once all statements of a cell have been understood.</summary>
internal delegate Task<MongoOutcome> MongoAction(MongoTarget target, CancellationToken cancellationToken);

/// <summary>Where it does it.</summary>
/// <param name="Client">The session's client.</param>
/// <param name="Database">The database that <c>db</c> is.</param>
/// <param name="Keep">How many documents of a cursor are kept.</param>
internal sealed record MongoTarget(WireClient Client, string Database, int Keep)
{
    public Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancellationToken) => Client.RunCommandAsync(Database, command, cancellationToken);

    public Task<BsonDocument> RunAdminAsync(BsonDocument command, CancellationToken cancellationToken) => Client.RunCommandAsync("admin", command, cancellationToken);

    /// <summary>Reads a cursor to its end, and keeps the first documents.</summary>
    public async Task<MongoOutcome> ReadAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        var kept = new List<BsonDocument>();
        long total = 0;
        await foreach (var document in Client.RunCursorAsync(Database, command, cancellationToken))
        {
            if (kept.Count < Keep) kept.Add(document);
            total++;
        }

        return new MongoDocuments(kept, total);
    }

    /// <summary>Reads a cursor to its end, and keeps all of it.</summary>
    public async Task<List<BsonDocument>> AllAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        var all = new List<BsonDocument>();
        await foreach (var document in Client.RunCursorAsync(Database, command, cancellationToken)) all.Add(document);
        return all;
    }
}

/// <summary>What a statement returned.</summary>
internal abstract record MongoOutcome;

/// <summary>The documents of a cursor.</summary>
internal sealed record MongoDocuments(IReadOnlyList<BsonDocument> Kept, long Total) : MongoOutcome;

/// <summary>A single value: a document, a number, an array.</summary>
internal sealed record MongoValue(BsonValue Value) : MongoOutcome
{
    /// <summary>As documents, for C#.</summary>
    public IReadOnlyList<BsonDocument> Documents => Value.Type switch
    {
        BsonType.Document => [Value.AsDocument],
        BsonType.Array => [.. Value.AsArray.Select(Wrapped)],
        BsonType.Null => [],
        _ => [Wrapped(Value)],
    };

    private static BsonDocument Wrapped(BsonValue value) => value.Type == BsonType.Document ? value.AsDocument : new() { { "value", value } };
}
