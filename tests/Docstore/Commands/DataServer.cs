using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Docstore.Client;
using StorageCourse.Docstore.Storage;
using StorageCourse.Docstore.Wire;

namespace StorageCourse.Tests.Docstore.Commands;

/// <summary>A server with one client, for tests that speak in commands.</summary>
public abstract class DataServer : IAsyncLifetime
{
    private readonly DocumentStore store = new();
    private MongoServer server = null!;
    private WireClient client = null!;

    internal DocumentStore Store => store;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await MongoServer.StartAsync(new() { Store = store });
        client = await WireClient.ConnectAsync(server.Uri, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Another client of the same server.</summary>
    private protected Task<WireClient> AnotherClientAsync() => WireClient.ConnectAsync(server.Uri, Token);

    /// <summary>Runs a command, given in JSON, on the database "test". What went wrong with single statements stands in the reply.</summary>
    private protected async Task<BsonDocument> Run(string command, string database = "test")
    {
        var reply = await client.TryCommandAsync(database, BsonDocument.Parse(command), Token);
        return reply["ok"].IsTruthy ? reply : throw new MongoError((int)reply["code"].ToInt64(), reply["codeName"].AsString, reply["errmsg"].AsString);
    }

    /// <summary>The error that a command gives.</summary>
    private protected Task<MongoError> Error(string command, string database = "test") => Should.ThrowAsync<MongoError>(() => Run(command, database));

    /// <summary>The documents that a find gives, as JSON.</summary>
    private protected async Task<List<string>> Find(string rest = "", string collection = "c") =>
        [.. (await Run($$"""{ "find": "{{collection}}"{{(rest.Length == 0 ? "" : ", " + rest)}} }"""))["cursor"].AsDocument["firstBatch"].AsArray.Select(document => document.ToString()!)];

    /// <summary>Inserts documents, given as the elements of a JSON array.</summary>
    private protected Task<BsonDocument> Insert(string documents, string collection = "c") => Run($$"""{ "insert": "{{collection}}", "documents": [{{documents}}] }""");

    /// <summary>Makes an index; its name is that of its fields.</summary>
    private protected Task<BsonDocument> Index(string key, string options = "", string name = "i") =>
        Run($$"""{ "createIndexes": "c", "indexes": [{ "key": {{key}}, "name": "{{name}}"{{(options.Length == 0 ? "" : ", " + options)}} }] }""");
}
