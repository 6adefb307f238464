using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Client;
using StorageCourse.Mongo;

namespace StorageCourse.Labs;

/// <summary>MongoDB, to which a lab is attached; where there is none, docstore is embedded. No binary of it is started: none can be had where this course is tested.</summary>
internal sealed class MongoRecipe : IStoreRecipe
{
    public string Store => "mongo";

    public IReadOnlyDictionary<string, Version> Oldest { get; } = new Dictionary<string, Version> { ["mongodb"] = new(6, 0) };

    public async Task<AttachedDatabase> AttachAsync(string connection, CancellationToken cancellationToken)
    {
        var uri = MongoUri.Parse(connection);
        await using var client = await WireClient.ConnectAsync(uri, cancellationToken);
        var build = await client.RunCommandAsync("admin", new() { { "buildInfo", 1 } }, cancellationToken);
        var list = await client.RunCommandAsync("admin", new() { { "listDatabases", 1 }, { "nameOnly", true } }, cancellationToken);
        foreach (var database in list["databases"].AsArray)
            if (database.AsDocument["name"].AsString is var name && SessionName.IsDead(name))
                await client.RunCommandAsync(name, new() { { "dropDatabase", 1 } }, cancellationToken);

        var (host, port) = client.Server;
        var endpoint = new StoreEndpoint(Store, build["docstore"].IsTruthy ? "docstore" : "mongodb", ServerVersion.Parse(build["version"].AsString), host, port, uri.User ?? "", uri.Password, SessionName.Current)
        {
            UriOptions = uri.OptionsText,
        };
        return new(endpoint, async () =>
        {
            await using var last = await WireClient.ConnectAsync(uri, CancellationToken.None);
            await last.RunCommandAsync(SessionName.Current, new() { { "dropDatabase", 1 } }, CancellationToken.None);
        });
    }

    public async Task<StoreEndpoint?> TryReachAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await using var client = await WireClient.ConnectAsync(MongoClients.UriOf(endpoint), cancellationToken);
            var build = await client.RunCommandAsync("admin", new() { { "buildInfo", 1 } }, cancellationToken);
            return endpoint with { Version = ServerVersion.Parse(build["version"].AsString) };
        }
        catch (Exception error) when (error is System.Net.Sockets.SocketException or IOException)
        {
            return null; // It does not listen yet.
        }
    }
}
