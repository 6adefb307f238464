using MongoDB.Bson;
using MongoDB.Driver;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>How a cell shows what MongoDB's driver returns: documents as <c>#!mongo</c> cells have them, and nothing with its password.</summary>
internal static class MongoForms
{
    /// <summary>Makes the notebook's host know them.</summary>
    public static void Register()
    {
        Show((IMongoClient client) => new { servers = string.Join(", ", client.Settings.Servers), state = client.Cluster.Description.State });
        Show((IMongoDatabase database) => new { database = database.DatabaseNamespace.DatabaseName, servers = string.Join(", ", database.Client.Settings.Servers) });
        Show((MongoClientSettings settings) => new { servers = string.Join(", ", settings.Servers), user = settings.Credential?.Username, settings.ApplicationName });
        Show((MongoCredential credential) => credential.ToString());
        Show((MongoUrl url) => new { url.Scheme, servers = string.Join(", ", url.Servers), database = url.DatabaseName, user = url.Username });
        Show((ObjectId id) => id.ToString());
        Show((Decimal128 number) => number.ToString());
        Show((BsonValue value) => Plain(value));
        Show((IEnumerable<BsonDocument> documents) => documents is Documents own ? own : new Documents([.. documents]));
    }

    private static void Show<T>(Func<T, object?> form) where T : notnull => CourseHost.Current.Register(ValueForm.For(form));

    private static object? Plain(BsonValue value) => value switch
    {
        BsonDocument document => new ShownDocument(document),
        BsonArray { Count: > 0 } array when array.All(item => item is BsonDocument) => new Documents([.. array.Cast<BsonDocument>()]),
        BsonArray array => array.Select(Plain).ToList(),
        _ => BsonTypeMapper.MapToDotNetValue(value),
    };
}
