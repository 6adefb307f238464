using MongoDB.Bson;
using MongoDB.Driver;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Mongo;

/// <summary>What stays between cells: the database that <c>use</c> has chosen, and whether the server has answered.</summary>
internal sealed class MongoSession(string store, string name) : StoreSession<MongoStore>(store, name)
{
    /// <summary>The database that <c>db</c> is.</summary>
    public string Database { get; set; } = "";

    protected override string WhatIsGone => $"; it still uses the database {Database}";

    protected override async Task<MongoStore> ConnectAsync(StoreServer server, CancellationToken cancellationToken)
    {
        var mongo = MongoStore.Of(server);
        try
        {
            if (await mongo.IsDownAsync(cancellationToken)) throw new TimeoutException("nobody listens there");
            await mongo.Database("admin").RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is MongoException or TimeoutException)
        {
            var refused = e.GetBaseException() is MongoCommandException command ? command : null;
            throw Refused(server, mongo.Endpoint.Flavor, refused?.CodeName ?? (HasJustBroken ? "ConnectionLost" : "ConnectionFailed"), WhyNot(e, mongo.Client), e);
        }

        if (Database.Length == 0) Database = mongo.Endpoint.Database;
        return mongo;
    }

    protected override async Task<bool> AnswersAsync(MongoStore open, CancellationToken cancellationToken) => !await open.IsDownAsync(cancellationToken);

    protected override void Close(MongoStore old)
    {
        // Its client is the lab's.
    }

    protected override void Forget() => Database = "";

    // The driver's message describes its whole view of the servers.
    private static string WhyNot(Exception error, IMongoClient client) =>
        error is TimeoutException && client.Cluster.Description.Servers.Select(server => server.HeartbeatException?.GetBaseException().Message).FirstOrDefault(why => why is not null) is { } why ? why
        : error.GetBaseException().Message;
}
