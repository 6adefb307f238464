using MongoDB.Bson;
using MongoDB.Driver;

namespace StorageCourse.Stores.Mongo;

/// <summary>What a statement does, once all statements of a cell have been understood.</summary>
internal delegate Task<MongoOutcome> MongoAction(MongoTarget target, CancellationToken cancellationToken);

/// <summary>Where it does it.</summary>
/// <param name="Client">The lab's client.</param>
/// <param name="Session">The server's session, under which everything runs: so it can be ended there.</param>
/// <param name="Database">The database that <c>db</c> is.</param>
/// <param name="Keep">How many documents of a cursor are kept.</param>
internal sealed record MongoTarget(IMongoClient Client, IClientSessionHandle Session, string Database, int Keep)
{
    private static readonly TimeSpan KillDeadline = TimeSpan.FromSeconds(2);

    /// <summary>Runs a command; an error of a single write stands in the reply.</summary>
    /// <exception cref="MongoReplyException">The server's error.</exception>
    public async Task<BsonDocument> TryAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        try
        {
            return await Client.GetDatabase(Database).RunCommandAsync<BsonDocument>(Session, command, cancellationToken: cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await EndOnServerAsync();
            throw;
        }
        catch (MongoServerException error) when (error is MongoCommandException or MongoExecutionTimeoutException)
        {
            throw MongoReplyException.From(error);
        }
    }

    /// <summary>Runs a command.</summary>
    /// <exception cref="MongoReplyException">The server's error; of several write errors, the first.</exception>
    public async Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        var reply = await TryAsync(command, cancellationToken);
        return MongoReplyException.Of(reply) is { } error ? throw error : reply;
    }

    public Task<BsonDocument> RunAdminAsync(BsonDocument command, CancellationToken cancellationToken) => (this with { Database = "admin" }).RunAsync(command, cancellationToken);

    /// <summary>Reads a cursor to its end, and keeps the first documents.</summary>
    public async Task<MongoOutcome> ReadAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        var kept = new List<BsonDocument>();
        long total = 0;
        await foreach (var document in CursorAsync(command, cancellationToken))
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
        await foreach (var document in CursorAsync(command, cancellationToken)) all.Add(document);
        return all;
    }

    private async IAsyncEnumerable<BsonDocument> CursorAsync(BsonDocument command, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = (await RunAsync(command, cancellationToken))["cursor"].AsBsonDocument;
        var batch = cursor["firstBatch"].AsBsonArray;
        var names = cursor["ns"].AsString.Split('.', 2);
        while (true)
        {
            foreach (var document in batch) yield return document.AsBsonDocument;
            if (cursor["id"].ToInt64() == 0) yield break;
            var more = new BsonDocument { { "getMore", cursor["id"] }, { "collection", names[1] } };
            if (command.Find("batchSize") is { IsNumeric: true } size) more.Add("batchSize", size);
            cursor = (await (this with { Database = names[0] }).RunAsync(more, cancellationToken))["cursor"].AsBsonDocument;
            batch = cursor["nextBatch"].AsBsonArray;
        }
    }

    // The driver stops waiting; the server would go on.
    private async Task EndOnServerAsync()
    {
        using var deadline = new CancellationTokenSource(KillDeadline);
        try
        {
            await Client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument { { "killSessions", new BsonArray { Session.ServerSession.Id } } }, cancellationToken: deadline.Token);
        }
        catch (Exception error) when (error is MongoException or TimeoutException or OperationCanceledException)
        {
            // The server is gone, and with it what ran there.
        }
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
    public IReadOnlyList<BsonDocument> Documents => Value switch
    {
        BsonDocument document => [document],
        BsonArray array => [.. array.Select(Wrapped)],
        BsonNull => [],
        _ => [Wrapped(Value)],
    };

    private static BsonDocument Wrapped(BsonValue value) => value as BsonDocument ?? new() { { "value", value } };
}
