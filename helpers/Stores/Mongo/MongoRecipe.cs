using System.Net;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Servers;
using StorageCourse.Labs;
using StorageCourse.Labs.Containers;
using ServerVersion = StorageCourse.Labs.ServerVersion;

namespace StorageCourse.Stores.Mongo;

/// <summary>MongoDB, to which a lab is attached; where there is none, docstore is embedded. No binary of it is started: none can be had where this course is tested.</summary>
internal sealed class MongoRecipe : IEmbeddedRecipe
{
    /// <summary>What docstore leaves out, in a line.</summary>
    public const string DocstoreNote = "docstore, in memory; no replica set, so no transactions and no change streams";

    public string Store => "mongo";

    public string PropertyName => "Mongo";

    public string Handle => "lab.Mongo.Server";

    public IReadOnlyList<ContainerImage> Images { get; } = [new MongoContainer()];

    public string EmbeddedNote => DocstoreNote;

    private static BsonDocument BuildInfo => new("buildInfo", 1);

    public IReadOnlyDictionary<string, Version> Oldest { get; } = new Dictionary<string, Version> { ["mongodb"] = new(6, 0) };

    public string? WhyNotEmbedded(Need need) => need.Settings.Count > 0 ? $"docstore has no settings, and {string.Join(", ", need.Settings.Keys)} is asked for" : null;

    public async Task<StoreServer> StartEmbeddedAsync(Need need, int port)
    {
        var server = new DocstoreServer(need, port);
        await server.StartAsync();
        return server;
    }

    /// <summary>Its connection strings may name several hosts: the first.</summary>
    public async Task<(string Host, int Port)> AddressAsync(string connection, CancellationToken cancellationToken) =>
        (await MongoConnection.ParseAsync(connection, cancellationToken)).Url.Servers.Select(server => (server.Host, server.Port)).First();

    public async Task<AttachedDatabase> AttachAsync(string connection, CancellationToken cancellationToken)
    {
        var (url, text) = await MongoConnection.ParseAsync(connection, cancellationToken);
        using var client = MongoConnection.Open(text);
        var build = await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(BuildInfo, cancellationToken: cancellationToken);
        foreach (var database in (await client.ListDatabaseNamesAsync(cancellationToken)).ToEnumerable(cancellationToken).Where(SessionName.IsDead))
            await client.DropDatabaseAsync(database, cancellationToken);

        var (host, port) = ServerOf(client);
        var isDocstore = build.GetValue("docstore", false).ToBoolean();
        var endpoint = new StoreEndpoint(Store, isDocstore ? "docstore" : "mongodb", ServerVersion.Parse(build["version"].AsString), host, port, url.Username ?? "", url.Password ?? "", SessionName.Current)
        {
            UriOptions = MongoConnection.OptionsOf(url, text),
        };
        return new(endpoint, async () =>
        {
            using var last = MongoConnection.Open(text);
            await last.DropDatabaseAsync(SessionName.Current, CancellationToken.None);
        });
    }

    public async Task<StoreEndpoint?> TryReachAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using var client = MongoConnection.Open(MongoConnection.UriOf(endpoint));
            var build = await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(BuildInfo, cancellationToken: cancellationToken);
            return endpoint with { Version = ServerVersion.Parse(build["version"].AsString) };
        }
        catch (Exception error) when (error is MongoConnectionException and not MongoAuthenticationException or TimeoutException)
        {
            return null; // It does not listen yet.
        }
    }

    // Of several hosts the one that takes writes; a replica set's members find each other from there.
    private static (string Host, int Port) ServerOf(MongoClient client)
    {
        var servers = client.Cluster.Description.Servers.Where(server => server.State == ServerState.Connected).ToList();
        var endPoint = (servers.Find(server => server.Type is ServerType.ReplicaSetPrimary or ServerType.Standalone or ServerType.ShardRouter) ?? servers[0]).EndPoint;
        return endPoint is DnsEndPoint dns ? (dns.Host, dns.Port) : (((IPEndPoint)endPoint).Address.ToString(), ((IPEndPoint)endPoint).Port);
    }
}
