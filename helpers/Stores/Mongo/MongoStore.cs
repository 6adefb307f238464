using System.Net.Sockets;
using System.Runtime.CompilerServices;
using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.Core.Clusters;
using StorageCourse.Stores.Mongo;

namespace StorageCourse;

/// <summary>
/// The lab's MongoDB server for C# cells, by its official driver: <c>await lab.Mongo.Collection("orders").Find("{ total: { $gt: 5 } }").ToListAsync()</c>.
/// What comes from here outlives a restart of the server.
/// </summary>
public sealed class MongoStore
{
    private static readonly ConditionalWeakTable<StoreServer, MongoStore> Stores = [];
    private readonly Lock gate = new();
    // Two fields and no tuple: this type is loaded by every notebook, and the driver by those that use it.
    private string? currentUri;
    private MongoClient? current;

    private MongoStore(StoreServer server) => Server = server;

    /// <summary>The server itself, to be stopped, killed, paused and restarted.</summary>
    public StoreServer Server { get; }

    /// <summary>Where it answers, and this lab's database.</summary>
    public StoreEndpoint Endpoint => Server.Endpoint;

    /// <summary>A connection string with the password, for clients of your own: not for outputs.</summary>
    public string Uri => MongoConnection.UriOf(Endpoint);

    /// <summary>The driver's client, one for the lab. It waits 10 s for a server that does not answer, unless the lab's connection string says otherwise.</summary>
    public IMongoClient Client
    {
        get
        {
            var uri = Uri;
            lock (gate)
            {
                if (currentUri != uri) (currentUri, current) = (uri, MongoConnection.Open(uri));
                return current!;
            }
        }
    }

    /// <summary>This lab's database, or another one.</summary>
    public IMongoDatabase Database(string? name = null) => Client.GetDatabase(name ?? Endpoint.Database);

    /// <summary>A collection of this lab's database.</summary>
    public IMongoCollection<BsonDocument> Collection(string name) => Collection<BsonDocument>(name);

    /// <summary>A collection of this lab's database, its documents as records or objects of a class.</summary>
    public IMongoCollection<T> Collection<T>(string name) => Database().GetCollection<T>(name);

    /// <summary>The server itself, for what takes any of the lab's: <c>Shop.LoadAsync(lab.Mongo)</c>.</summary>
    public static implicit operator StoreServer(MongoStore mongo)
    {
        ArgumentNullException.ThrowIfNull(mongo);
        return mongo.Server;
    }

    /// <summary>The one of a server: its connections are kept.</summary>
    internal static MongoStore Of(StoreServer server) => Stores.GetValue(server, one => new(one));

    /// <summary>Whether it is known at once that nobody listens, as after a stop: the driver would go on trying for a while.</summary>
    internal async Task<bool> IsDownAsync(CancellationToken cancellationToken)
    {
        if (Client.Cluster.Description is not { State: ClusterState.Disconnected, Servers.Count: 1 }) return false;
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(Endpoint.Host, Endpoint.Port, cancellationToken);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
