using System.Runtime.CompilerServices;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Client;
using StorageCourse.Mongo;

namespace StorageCourse;

/// <summary>The lab's MongoDB server for C# cells: <c>await lab.Mongo.Collection("orders").FindAsync("{ total: { $gt: $min } }", new { min = 5 })</c>.</summary>
public sealed class MongoStore
{
    private static readonly ConditionalWeakTable<StoreServer, MongoStore> Stores = [];
    private readonly MongoClients clients;

    private MongoStore(StoreServer server)
    {
        Server = server;
        clients = new(server);
    }

    /// <summary>The server itself, to be stopped, killed, paused and restarted.</summary>
    public StoreServer Server { get; }

    /// <summary>Where it answers, and this lab's database.</summary>
    public StoreEndpoint Endpoint => Server.Endpoint;

    /// <summary>A connection string with the password, for other drivers: not for outputs.</summary>
    public string Uri => MongoClients.UriOf(Endpoint);

    /// <summary>A collection of this lab's database.</summary>
    public MongoCollection Collection(string name) => new(clients, Endpoint.Database, name);

    /// <summary>A collection of another database.</summary>
    public MongoCollection Collection(string database, string name) => new(clients, database, name);

    /// <summary>Runs a command on this lab's database: <c>RunCommandAsync("{ ping: 1 }")</c>.</summary>
    /// <param name="command">In mongosh's syntax; <c>$name</c> in the place of a value is taken from <paramref name="values"/>.</param>
    /// <param name="values">An object with a property for each name, or null.</param>
    /// <param name="cancellationToken">Ends it, on the server too.</param>
    /// <exception cref="Docstore.MongoError">The server's error, with its code.</exception>
    public Task<BsonDocument> RunCommandAsync(string command, object? values = null, CancellationToken cancellationToken = default) =>
        RunCommandAsync(MongoText.Document(command, values), cancellationToken);

    /// <inheritdoc cref="RunCommandAsync(string, object?, CancellationToken)"/>
    public async Task<BsonDocument> RunCommandAsync(BsonDocument command, CancellationToken cancellationToken = default) =>
        await (await clients.GetAsync(cancellationToken)).RunCommandAsync(Endpoint.Database, command, cancellationToken);

    /// <summary>The one of a server: its connections are kept.</summary>
    internal static MongoStore Of(StoreServer server) => Stores.GetValue(server, one => new(one));
}
