using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>Listing, measuring, profiling and dropping databases.</summary>
internal static class DatabaseCommands
{
    [Command("listDatabases", Fields = "filter nameOnly authorizedDatabases", AdminOnly = true)]
    public static BsonDocument List(CommandContext c)
    {
        var filter = Filter.Parse(c.Document("filter") ?? [], c.Scope());
        var databases = c.Store.Databases
            .Select(database => new BsonDocument { { "name", database.Name }, { "sizeOnDisk", database.Bytes }, { "empty", false } })
            .Where(database => filter.Matches(database))
            .ToList();
        if (c.Flag("nameOnly"))
            return new() { { "databases", new BsonArray(databases.Select(database => (BsonValue)new BsonDocument { { "name", database["name"] } })) } };
        var total = databases.Sum(database => database["sizeOnDisk"].AsInt64);
        return new()
        {
            { "databases", new BsonArray(databases.Select(database => (BsonValue)database)) },
            { "totalSize", total },
            { "totalSizeMb", total / (1024 * 1024) },
        };
    }

    [Command("dropDatabase")]
    public static BsonDocument Drop(CommandContext c)
    {
        NamespaceNames.CheckDatabase(c.DatabaseName);
        return c.Store.DropDatabase(c.DatabaseName) ? new() { { "dropped", c.DatabaseName } } : [];
    }

    [Command("dbStats", Fields = "scale freeStorage")]
    [Command("dbstats", Fields = "scale freeStorage")]
    public static BsonDocument Statistics(CommandContext c)
    {
        var scale = Scale(c);
        var collections = c.Store.Database(c.DatabaseName).Collections.Values.ToList();
        var (objects, bytes) = (collections.Sum(collection => (long)collection.Count), collections.Sum(collection => collection.Bytes));
        var indexBytes = collections.Sum(CollectionStatistics.IndexBytes);
        return new()
        {
            { "db", c.DatabaseName },
            { "collections", (long)collections.Count },
            { "views", 0L },
            { "objects", objects },
            { "avgObjSize", objects == 0 ? 0 : bytes / (double)objects },
            { "dataSize", bytes / (double)scale },
            { "storageSize", bytes / (double)scale },
            { "indexes", (long)collections.Sum(collection => collection.Indexes.Length) },
            { "indexSize", indexBytes / (double)scale },
            { "totalSize", (bytes + indexBytes) / (double)scale },
            { "scaleFactor", scale },
        };
    }

    [Command("collStats", Fields = "scale")]
    [Command("collstats", Fields = "scale")]
    public static BsonDocument Collection(CommandContext c)
    {
        var name = c.CollectionName();
        return CollectionStatistics.Of(c.Store.Find(c.DatabaseName, name), $"{c.DatabaseName}.{name}", Scale(c));
    }

    [Command("profile", Fields = "slowms sampleRate filter")]
    public static BsonDocument Profile(CommandContext c)
    {
        c.RefusePresent("filter");
        var database = c.Store.Database(c.DatabaseName);
        var before = database.Profile;
        var level = c.Body["profile"] is { IsNumber: true } number ? number.ToInt64() : throw Arguments.WrongType("profile", "profile", c.Body["profile"], "int");
        if (level is < -1 or > 2)
            throw MongoError.BadValue($"profile level must be -1 (to ask), 0, 1 or 2, got {level}");
        var rate = c.Body["sampleRate"] is { IsNumber: true } share ? share.ToDouble() : before.SampleRate;
        if (rate is not (>= 0 and <= 1))
            throw MongoError.BadValue("'sampleRate' must be between 0.0 and 1.0 inclusive");
        database.Profile = new(level < 0 ? before.Level : (int)level, c.Body["slowms"] is { IsNumber: true } slow ? (int)slow.ToInt64() : before.SlowMilliseconds, rate);
        return new() { { "was", before.Level }, { "slowms", before.SlowMilliseconds }, { "sampleRate", before.SampleRate } };
    }

    private static long Scale(CommandContext c) => c.Body["scale"] switch
    {
        { IsNullish: true } => 1,
        { IsNumber: true } scale when scale.ToInt64() >= 1 => scale.ToInt64(),
        var scale => throw MongoError.BadValue($"scale has to be a number >= 1, got {scale}"),
    };
}
