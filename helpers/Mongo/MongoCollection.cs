using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Client;
using StorageCourse.Mongo;

namespace StorageCourse;

/// <summary>
/// A collection, for C# cells. Filters, updates and pipelines are written in mongosh's syntax; a <c>$name</c> in the place of a value is bound to the property
/// of that name of the object that is handed over: <c>FindAsync("{ total: { $gt: $min } }", new { min = 5 })</c>. Every method throws <see cref="Docstore.MongoError"/>, with the server's code.
/// </summary>
public sealed class MongoCollection
{
    // Beside the documents the command itself has to fit into a message that mongod takes: 16 MiB and 16 KiB.
    private const int BatchBytes = BsonDocument.MaxSize;
    private const int BatchCount = 10_000;
    private readonly MongoClients clients;

    internal MongoCollection(MongoClients clients, string database, string name)
    {
        this.clients = clients;
        Database = database;
        Name = name;
    }

    /// <summary>The database's name.</summary>
    public string Database { get; }

    /// <summary>The collection's name.</summary>
    public string Name { get; }

    /// <summary>The documents that a filter matches, all of them fetched.</summary>
    /// <param name="filter">"{ country: 'NL' }".</param>
    /// <param name="values">What <c>$name</c>s in any of the texts stand for, or null.</param>
    /// <param name="projection">Which fields to return; null returns all.</param>
    /// <param name="sort">"{ total: -1 }", or null.</param>
    /// <param name="skip">How many of the first to leave out.</param>
    /// <param name="limit">How many to return at most; 0 returns all.</param>
    /// <param name="hint">The name of an index to use, or null.</param>
    /// <param name="cancellationToken">Ends it, on the server too.</param>
    public Task<Documents> FindAsync(string filter = "{}", object? values = null, string? projection = null, string? sort = null, int skip = 0, int limit = 0, string? hint = null, CancellationToken cancellationToken = default) =>
        CursorAsync(FindCommand(filter, values, projection, sort, skip, limit, hint), cancellationToken);

    /// <summary>As <see cref="FindAsync"/>, as records or objects of a class, see <see cref="Documents.As{T}"/>.</summary>
    public async Task<IReadOnlyList<T>> FindAsync<T>(string filter = "{}", object? values = null, string? projection = null, string? sort = null, int skip = 0, int limit = 0, string? hint = null, CancellationToken cancellationToken = default) =>
        (await FindAsync(filter, values, projection, sort, skip, limit, hint, cancellationToken)).As<T>();

    /// <summary>The first document that a filter matches, or null.</summary>
    public async Task<BsonDocument?> FindOneAsync(string filter = "{}", object? values = null, string? projection = null, string? sort = null, CancellationToken cancellationToken = default) =>
        await FindAsync(filter, values, projection, sort, limit: 1, cancellationToken: cancellationToken) is [var only, ..] ? only : null;

    /// <summary>How the server would run a find, and with "executionStats" what running it took.</summary>
    public Task<BsonDocument> ExplainAsync(string filter = "{}", object? values = null, string? projection = null, string? sort = null, int skip = 0, int limit = 0, string? hint = null, string verbosity = "executionStats", CancellationToken cancellationToken = default) =>
        RunAsync(new() { { "explain", FindCommand(filter, values, projection, sort, skip, limit, hint) }, { "verbosity", verbosity } }, cancellationToken);

    /// <summary>What a pipeline makes of the collection: <c>AggregateAsync("[{ $match: { … } }, { $group: { … } }]")</c>.</summary>
    public Task<Documents> AggregateAsync(string pipeline, object? values = null, CancellationToken cancellationToken = default) =>
        CursorAsync(new() { { "aggregate", Name }, { "pipeline", MongoText.Array(pipeline, values) }, { "cursor", new BsonDocument() } }, cancellationToken);

    /// <summary>As <see cref="AggregateAsync(string, object?, CancellationToken)"/>, as records or objects of a class.</summary>
    public async Task<IReadOnlyList<T>> AggregateAsync<T>(string pipeline, object? values = null, CancellationToken cancellationToken = default) =>
        (await AggregateAsync(pipeline, values, cancellationToken)).As<T>();

    /// <summary>How many documents a filter matches.</summary>
    public async Task<long> CountAsync(string filter = "{}", object? values = null, CancellationToken cancellationToken = default) =>
        (await RunAsync(new() { { "count", Name }, { "query", MongoText.Document(filter, values) } }, cancellationToken))["n"].ToInt64();

    /// <summary>Inserts a document: mongosh's text, a <see cref="BsonDocument"/>, a record or any object with properties.</summary>
    /// <returns>Its <c>_id</c>; one without gets an ObjectId.</returns>
    public async Task<BsonValue> InsertOneAsync(object document, object? values = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        var one = WithId(document is string text ? MongoText.Document(text, values) : BsonConversion.ToDocumentOf(document));
        await RunAsync(new() { { "insert", Name }, { "documents", new BsonArray { one } } }, cancellationToken);
        return one["_id"];
    }

    /// <summary>Inserts documents, records or any objects with properties, in batches as large as a message may be.</summary>
    /// <param name="documents">In their order; the first error ends it.</param>
    /// <param name="cancellationToken">Ends it; what went before stands.</param>
    /// <returns>How many were inserted.</returns>
    public async Task<int> InsertManyAsync<T>(IEnumerable<T> documents, CancellationToken cancellationToken = default)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(documents);
        var inserted = 0;
        var batch = new BsonArray();
        var bytes = 0;
        foreach (var item in documents)
        {
            var document = BsonConversion.ToDocumentOf(item);
            var size = document.ByteSize;
            if (batch.Count == BatchCount || (batch.Count > 0 && bytes + size > BatchBytes)) await SendAsync();
            batch.Add(document);
            bytes += size;
        }

        if (batch.Count > 0) await SendAsync();
        return inserted;

        async Task SendAsync()
        {
            var reply = await RunAsync(new() { { "insert", Name }, { "documents", batch } }, cancellationToken);
            inserted += (int)reply["n"].ToInt64();
            batch = [];
            bytes = 0;
        }
    }

    /// <summary>Inserts the documents of an array in mongosh's syntax.</summary>
    /// <returns>How many were inserted.</returns>
    public Task<int> InsertManyAsync(string documents, object? values = null, CancellationToken cancellationToken = default) =>
        InsertManyAsync(MongoText.Array(documents, values).Select(value => value.AsDocument), cancellationToken);

    /// <summary>Changes the first document that a filter matches.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="update">Operators, as in "{ $inc: { stock: -1 } }", a whole new document, or a pipeline.</param>
    /// <param name="values">What <c>$name</c>s in either text stand for, or null.</param>
    /// <param name="upsert">Whether to insert a document where none matches.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<MongoUpdateResult> UpdateOneAsync(string filter, string update, object? values = null, bool upsert = false, CancellationToken cancellationToken = default) =>
        UpdateAsync(filter, update, values, upsert, isMulti: false, cancellationToken);

    /// <summary>Changes all documents that a filter matches; otherwise as <see cref="UpdateOneAsync"/>.</summary>
    public Task<MongoUpdateResult> UpdateManyAsync(string filter, string update, object? values = null, bool upsert = false, CancellationToken cancellationToken = default) =>
        UpdateAsync(filter, update, values, upsert, isMulti: true, cancellationToken);

    /// <summary>Removes the first document that a filter matches.</summary>
    /// <returns>How many were removed: 0 or 1.</returns>
    public Task<int> DeleteOneAsync(string filter, object? values = null, CancellationToken cancellationToken = default) => DeleteAsync(filter, values, 1, cancellationToken);

    /// <summary>Removes all documents that a filter matches.</summary>
    /// <returns>How many were removed.</returns>
    public Task<int> DeleteManyAsync(string filter, object? values = null, CancellationToken cancellationToken = default) => DeleteAsync(filter, values, 0, cancellationToken);

    /// <summary>Makes an index: <c>CreateIndexAsync("{ country: 1, total: -1 }", "{ unique: true }")</c>.</summary>
    /// <returns>Its name: the option <c>name</c>, else made of the keys as mongosh makes it.</returns>
    public async Task<string> CreateIndexAsync(string keys, string options = "{}", object? values = null, CancellationToken cancellationToken = default)
    {
        var key = MongoText.Document(keys, values);
        var index = new BsonDocument { { "key", key }, { "name", string.Join('_', key.Select(field => $"{field.Name}_{(field.Value.Type == BsonType.String ? field.Value.AsString : field.Value.ToString())}")) } };
        foreach (var (name, value) in MongoText.Document(options, values)) index[name] = value;
        await RunAsync(new() { { "createIndexes", Name }, { "indexes", new BsonArray { index } } }, cancellationToken);
        return index["name"].AsString;
    }

    /// <summary>Removes an index by its name; "*" removes all but that of <c>_id</c>.</summary>
    public Task DropIndexAsync(string name, CancellationToken cancellationToken = default) => RunAsync(new() { { "dropIndexes", Name }, { "index", name } }, cancellationToken);

    /// <summary>Removes the collection with its documents and indexes, where it exists.</summary>
    public async Task DropAsync(CancellationToken cancellationToken = default)
    {
        const int namespaceNotFound = 26;
        try
        {
            await RunAsync(new() { { "drop", Name } }, cancellationToken);
        }
        catch (Docstore.MongoError error) when (error.Code == namespaceNotFound)
        {
            // What older servers answer; since MongoDB 7.0 it is no error.
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Database}.{Name}";

    private BsonDocument FindCommand(string filter, object? values, string? projection, string? sort, int skip, int limit, string? hint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        var command = new BsonDocument { { "find", Name }, { "filter", MongoText.Document(filter, values) } };
        if (projection is not null) command.Add("projection", MongoText.Document(projection, values));
        if (sort is not null) command.Add("sort", MongoText.Document(sort, values));
        if (skip > 0) command.Add("skip", skip);
        if (limit > 0) command.Add("limit", limit);
        if (hint is not null) command.Add("hint", hint);
        return command;
    }

    private async Task<MongoUpdateResult> UpdateAsync(string filter, string update, object? values, bool upsert, bool isMulti, CancellationToken cancellationToken)
    {
        var statement = new BsonDocument { { "q", MongoText.Document(filter, values) }, { "u", MongoText.Parse(update, values) }, { "upsert", upsert }, { "multi", isMulti } };
        var reply = await RunAsync(new() { { "update", Name }, { "updates", new BsonArray { statement } } }, cancellationToken);
        var upserted = reply["upserted"] is { Type: BsonType.Array } list && list.AsArray is [var first, ..] ? first.AsDocument["_id"] : BsonValue.Missing;
        return new(reply["n"].ToInt64() - (upserted.IsMissing ? 0 : 1), reply["nModified"].ToInt64(), upserted);
    }

    private async Task<int> DeleteAsync(string filter, object? values, int limit, CancellationToken cancellationToken)
    {
        var statement = new BsonDocument { { "q", MongoText.Document(filter, values) }, { "limit", limit } };
        return (int)(await RunAsync(new() { { "delete", Name }, { "deletes", new BsonArray { statement } } }, cancellationToken))["n"].ToInt64();
    }

    private async Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancellationToken) =>
        await (await clients.GetAsync(cancellationToken)).RunCommandAsync(Database, command, cancellationToken);

    private async Task<Documents> CursorAsync(BsonDocument command, CancellationToken cancellationToken)
    {
        var documents = new List<BsonDocument>();
        var client = await clients.GetAsync(cancellationToken);
        await foreach (var document in client.RunCursorAsync(Database, command, cancellationToken)) documents.Add(document);
        return new(documents);
    }

    private static BsonDocument WithId(BsonDocument document)
    {
        if (document.Contains("_id")) return document;
        var whole = new BsonDocument { { "_id", ObjectId.NewObjectId() } };
        foreach (var field in document) whole.Add(field);
        return whole;
    }
}

/// <summary>What an update did.</summary>
/// <param name="Matched">How many documents the filter matched.</param>
/// <param name="Modified">How many of them are different now.</param>
/// <param name="UpsertedId">The <c>_id</c> of the document that was inserted because none matched, else Missing.</param>
public sealed record MongoUpdateResult(long Matched, long Modified, BsonValue UpsertedId);
