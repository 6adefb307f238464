using MongoDB.Bson;
using MongoDB.Driver;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>What stays between cells: the database that <c>use</c> has chosen, and whether the server has answered.</summary>
internal sealed class MongoSession(string store, string name)
{
    private StoreEndpoint? endpoint;
    private bool isOpen;
    private bool wasLost;

    /// <summary>The database that <c>db</c> is.</summary>
    public string Database { get; set; } = "";

    private string Called => name.Length == 0 ? "the session" : $"session {name}";

    /// <summary>The lab's client, once the server has answered.</summary>
    /// <returns>The client, and what the learner must know about it; null where nothing happened.</returns>
    /// <exception cref="CellException">The server does not answer, or lets nobody in.</exception>
    public async Task<(IMongoClient Client, string? Note)> OpenAsync(StoreServer server, CancellationToken cancellationToken)
    {
        string? note = null;
        var mongo = MongoStore.Of(server);
        if (endpoint is not null && endpoint != mongo.Endpoint)
        {
            note = $"{Called} is new: the lab's {store} is another server now ({mongo.Endpoint})";
            Database = "";
            isOpen = wasLost = false;
        }

        endpoint = mongo.Endpoint;
        if (isOpen && !await mongo.IsDownAsync(cancellationToken)) return (mongo.Client, note);
        try
        {
            if (await mongo.IsDownAsync(cancellationToken)) throw new TimeoutException("nobody listens there");
            await mongo.Database("admin").RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            var refused = e.GetBaseException() is MongoCommandException command ? command : null;
            var isLost = isOpen;
            Lose();
            throw new CellException(
                refused?.CodeName ?? (isLost ? "ConnectionLost" : "ConnectionFailed"),
                $"{endpoint.Flavor} at {endpoint.Host}:{endpoint.Port} let nobody in: {WhyNot(e, mongo.Client)}\nIf it was stopped or killed, start it again: await lab.Mongo.Server.RestartAsync();",
                inner: e);
        }

        if (Database.Length == 0) Database = endpoint.Database;
        if (wasLost) note = $"{Called} was lost and is new; it still uses the database {Database}";
        wasLost = false;
        isOpen = true;
        return (mongo.Client, note);
    }

    /// <summary>Says that the connection broke; the next cell asks the server anew and says so.</summary>
    public void Lose()
    {
        wasLost |= isOpen;
        isOpen = false;
    }

    // The driver's message describes its whole view of the servers.
    private static string WhyNot(Exception error, IMongoClient client) =>
        error is TimeoutException && client.Cluster.Description.Servers.Select(server => server.HeartbeatException?.GetBaseException().Message).FirstOrDefault(why => why is not null) is { } why ? why
        : error.GetBaseException().Message;
}
