#r "nuget: MongoDB.Driver, 3.11.0"

using System.Collections.Concurrent;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Attributes;
using MongoDB.Bson.Serialization.Conventions;
using MongoDB.Driver;
using MongoDB.Driver.Core.Events;
using MongoDB.Driver.Linq;

/// <summary>Connects MongoDB.Driver to the lab, and shows its documents as <c>#!mongo</c> cells do.</summary>
public static class MongoDriver
{
    // What a connection says about itself, not what a program asks.
    private static readonly HashSet<string> Handshake = ["hello", "isMaster", "saslStart", "saslContinue", "endSessions"];

    /// <summary>The lab's database. The driver connects when it is first asked for something, keeps its connections, and finds the server again after a restart.</summary>
    /// <param name="mongo"><c>lab.Mongo</c>.</param>
    /// <param name="sent">Gets every command that a program sends from now on, in order; null where nobody looks.</param>
    public static IMongoDatabase Connect(StorageCourse.MongoStore mongo, ConcurrentQueue<BsonDocument> sent = null)
    {
        var settings = MongoClientSettings.FromConnectionString(mongo.Uri);
        settings.ApplicationName = "storage-course";
        // The driver's own 30 s are long for a server of the lab that was stopped on purpose.
        settings.ServerSelectionTimeout = TimeSpan.FromSeconds(10);
        if (sent is not null)
        {
            settings.ClusterConfigurator = cluster => cluster.Subscribe<CommandStartedEvent>(command =>
            {
                if (!Handshake.Contains(command.CommandName)) sent.Enqueue(command.Command.DeepClone().AsBsonDocument);
            });
        }

        return new MongoClient(settings).GetDatabase(mongo.Endpoint.Database);
    }

    /// <summary>How the server would run a find or an aggregate, and what running it took.</summary>
    /// <param name="database">Where it runs.</param>
    /// <param name="command">As the driver sent it.</param>
    /// <exception cref="MongoCommandException">The server can't explain such a command.</exception>
    public static async Task<StorageCourse.Plan> ExplainAsync(IMongoDatabase database, BsonDocument command)
    {
        // Session, database and the like the explain says itself.
        var bare = new BsonDocument(command.Where(field => field.Name[0] != '$' && field.Name != "lsid"));
        var explained = await database.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", bare }, { "verbosity", "executionStats" } });
        return StorageCourse.Plan.Show(Convert(explained));
    }

    /// <summary>Has its values shown as <c>#!mongo</c> cells show them, and nothing with its password.</summary>
    internal static void RegisterForms()
    {
        Show((IMongoClient client) => new { servers = string.Join(", ", client.Settings.Servers), state = client.Cluster.Description.State });
        Show((IMongoDatabase database) => new { database = database.DatabaseNamespace.DatabaseName, servers = string.Join(", ", database.Client.Settings.Servers) });
        Show((MongoCredential credential) => credential.ToString());
        Show((MongoUrl url) => new { url.Scheme, servers = string.Join(", ", url.Servers), database = url.DatabaseName, user = url.Username });
        Show((ObjectId id) => id.ToString());
        Show((Decimal128 number) => number.ToString());
        Show((BsonValue value) => Plain(value));
        Show((IEnumerable<BsonDocument> documents) => Documents(documents));
    }

    private static void Show<T>(Func<T, object> form) where T : notnull =>
        StorageCourse.Host.CourseHost.Current.Register(StorageCourse.Host.ValueForm.For(form));

    private static object Plain(BsonValue value) => value switch
    {
        BsonDocument document => new StorageCourse.Mongo.ShownDocument(Convert(document)),
        BsonArray { Count: > 0 } array when array.All(item => item is BsonDocument) => Documents(array.Cast<BsonDocument>()),
        BsonArray array => array.Select(Plain).ToList(),
        _ => BsonTypeMapper.MapToDotNetValue(value),
    };

    private static StorageCourse.Documents Documents(IEnumerable<BsonDocument> documents) => new([.. documents.Select(Convert)]);

    private static StorageCourse.Docstore.Bson.BsonDocument Convert(BsonDocument document) => StorageCourse.Docstore.Bson.BsonDocument.FromBytes(document.ToBson());
}

MongoDriver.RegisterForms();
