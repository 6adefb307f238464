using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>Creating, listing and dropping indexes.</summary>
internal static class IndexCommands
{
    [Command("createIndexes", Fields = "indexes commitQuorum ignoreUnknownIndexOptions")]
    public static BsonDocument Create(CommandContext c)
    {
        var name = c.CollectionName();
        if (c.Document("commitQuorum") is not null || c.Body["commitQuorum"] is { IsMissing: false })
            throw MongoError.BadValue("The 'commitQuorum' option is only supported on replica sets");
        c.RefuseTrue("ignoreUnknownIndexOptions");
        var wanted = c.Documents("indexes") ?? throw MongoError.Location(40414, "BSON field 'createIndexes.indexes' is missing but a required field");
        if (wanted.Count == 0)
            throw MongoError.BadValue("Must specify at least one index to create");
        var specifications = wanted.Select(IndexSpecification.Parse).ToList();
        while (true)
        {
            try
            {
                var (collection, isNew) = c.Store.CreateIfAbsent(c.DatabaseName, name, new());
                var added = collection.CreateIndexes(specifications);
                var reply = new BsonDocument
                {
                    { "numIndexesBefore", collection.Indexes.Length - added },
                    { "numIndexesAfter", collection.Indexes.Length },
                    { "createdCollectionAutomatically", isNew },
                };
                if (added == 0)
                    reply.Add("note", "all indexes already exist");
                return reply;
            }
            catch (CollectionDroppedException)
            {
                // Another client dropped it in between: it is made anew.
            }
        }
    }

    [Command("listIndexes", Fields = "cursor")]
    public static BsonDocument List(CommandContext c)
    {
        var collection = Existing(c, "ns does not exist: ");
        return CursorReplies.First(c, collection.Namespace, collection.Indexes.Select(index => index.Specification.ToDocument()), null, BatchSize(c));
    }

    [Command("dropIndexes", Fields = "index")]
    [Command("deleteIndexes", Fields = "index")]
    public static BsonDocument Drop(CommandContext c)
    {
        var collection = Existing(c, "ns not found ");
        var before = collection.Indexes.Length;
        foreach (var index in Meant(collection, c.Body["index"]))
            collection.DropIndex(index);
        return new() { { "nIndexesWas", before } };
    }

    /// <summary>The batch size that the <c>cursor</c> of a command asks for; null for the usual one.</summary>
    public static long? BatchSize(CommandContext c)
    {
        var cursor = c.Document("cursor");
        if (cursor is null || cursor["batchSize"].IsNullish)
            return null;
        return cursor["batchSize"] is { IsNumber: true } size && size.ToDouble() >= 0
            ? size.ToInt64()
            : throw MongoError.BadValue($"cursor.batchSize must be a number of 0 or more, got {cursor["batchSize"]}");
    }

    private static Collection Existing(CommandContext c, string message)
    {
        var name = c.CollectionName();
        return c.Store.Find(c.DatabaseName, name) ?? throw MongoError.NamespaceNotFound($"{message}{c.DatabaseName}.{name}");
    }

    private static List<Storage.Index> Meant(Collection collection, BsonValue which)
    {
        switch (which.Type)
        {
            case BsonType.String when which.AsString == "*":
                return [.. collection.Indexes.Where(index => !index.Specification.IsId)];
            case BsonType.String:
                return [Named(collection, which.AsString)];
            case BsonType.Array:
                return [.. which.AsArray.Select(name => Named(collection, name.AsString))];
            case BsonType.Document:
                var matching = collection.Indexes.Where(index => index.Specification.SameKey(which.AsDocument)).ToList();
                if (matching.Count > 1)
                    throw new MongoError(181, "AmbiguousIndexKeyPattern", $"{matching.Count} indexes found for key: {which}, identify by name instead");
                return [NotId(matching.FirstOrDefault() ?? throw MongoError.IndexNotFound($"can't find index with key: {which}"))];
            default:
                throw MongoError.TypeMismatch($"BSON field 'dropIndexes.index' is the wrong type '{which.Type.Alias()}', expected types '[string, object, array]'");
        }
    }

    private static Storage.Index Named(Collection collection, string name) =>
        NotId(collection.Indexes.FirstOrDefault(index => index.Specification.Name == name) ?? throw MongoError.IndexNotFound($"index not found with name [{name}]"));

    private static Storage.Index NotId(Storage.Index index) =>
        index.Specification.IsId ? throw MongoError.InvalidOptions("cannot drop _id index") : index;
}
