using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>Making, changing, listing and dropping collections.</summary>
internal static class CollectionCommands
{
    [Command("create", Fields = "validator validationLevel validationAction collation capped size max viewOn pipeline timeseries expireAfterSeconds clusteredIndex changeStreamPreAndPostImages encryptedFields storageEngine indexOptionDefaults idIndex autoIndexId")]
    public static BsonDocument Create(CommandContext c)
    {
        var name = c.CollectionName();
        c.RefuseTrue("capped");
        c.RefusePresent("viewOn", "pipeline", "timeseries", "expireAfterSeconds", "clusteredIndex", "encryptedFields", "storageEngine", "indexOptionDefaults");
        if (c.Document("changeStreamPreAndPostImages") is { } images && images["enabled"].IsTruthy)
            throw MongoError.InvalidOptions("BSON field 'changeStreamPreAndPostImages' is not supported on standalones.");
        Collations.RefuseUnlessSimple(c.Body["collation"]);
        if (c.Document("idIndex") is { } id)
            IndexSpecification.Parse(id);
        if (!c.Flag("autoIndexId", true))
            throw MongoError.InvalidOptions("'autoIndexId' can't be false: every collection has an index on _id");
        var options = new CollectionOptions { Validator = ValidatorOf(c, null) };
        var (collection, isNew) = c.Store.CreateIfAbsent(c.DatabaseName, name, options);
        if (!isNew && !collection.Options.ToDocument().Equals(options.ToDocument()))
            throw MongoError.NamespaceExists($"namespace {collection.Namespace} already exists, but with different options: {collection.Options.ToDocument()}");
        return [];
    }

    [Command("drop")]
    public static BsonDocument Drop(CommandContext c)
    {
        var name = c.CollectionName();
        var collection = c.Store.Find(c.DatabaseName, name);
        if (name == "system.profile" && c.Store.Database(c.DatabaseName).Profile.Level > 0)
            throw MongoError.IllegalOperation("turn off profiling before dropping system.profile collection");
        if (collection is null || !c.Store.Drop(c.DatabaseName, name))
            return [];
        return new() { { "nIndexesWas", collection.Indexes.Length }, { "ns", collection.Namespace } };
    }

    [Command("collMod", Fields = "validator validationLevel validationAction index viewOn pipeline changeStreamPreAndPostImages expireAfterSeconds timeseries cappedSize cappedMax dryRun")]
    public static BsonDocument Modify(CommandContext c)
    {
        var name = c.CollectionName();
        c.RefuseTrue("dryRun");
        c.RefusePresent("viewOn", "pipeline", "expireAfterSeconds", "timeseries", "cappedSize", "cappedMax");
        if (c.Document("changeStreamPreAndPostImages") is { } images && images["enabled"].IsTruthy)
            throw MongoError.InvalidOptions("BSON field 'changeStreamPreAndPostImages' is not supported on standalones.");
        var collection = c.Store.Find(c.DatabaseName, name) ?? throw MongoError.NamespaceNotFound("ns does not exist");
        var reply = c.Document("index") is { } index ? IndexModification.Apply(collection, index) : [];
        if (c.Body.Contains("validator") || c.Body.Contains("validationLevel") || c.Body.Contains("validationAction"))
            collection.Options = collection.Options with { Validator = ValidatorOf(c, collection.Options.Validator) };
        return reply;
    }

    [Command("listCollections", Fields = "filter nameOnly cursor authorizedCollections")]
    public static BsonDocument List(CommandContext c)
    {
        var filter = Filter.Parse(c.Document("filter") ?? [], c.Scope());
        var namesOnly = c.Flag("nameOnly");
        var collections = c.Store.Database(c.DatabaseName).Collections.Values
            .OrderBy(collection => collection.Name, StringComparer.Ordinal)
            .Select(Described)
            .Where(collection => filter.Matches(collection))
            .Select(collection => namesOnly ? new BsonDocument { { "name", collection["name"] }, { "type", collection["type"] } } : collection);
        return CursorReplies.First(c, $"{c.DatabaseName}.$cmd.listCollections", collections.ToList(), null, IndexCommands.BatchSize(c));
    }

    [Command("renameCollection", Fields = "to dropTarget", AdminOnly = true)]
    public static BsonDocument Rename(CommandContext c)
    {
        var (database, name) = Split(c, "renameCollection");
        var (newDatabase, newName) = Split(c, "to");
        if ((database, name) == (newDatabase, newName))
            throw MongoError.IllegalOperation("Can't rename a collection to itself");
        var source = c.Store.Find(database, name) ?? throw MongoError.NamespaceNotFound($"Source collection {database}.{name} does not exist");
        c.Store.Rename(source, newDatabase, newName, c.Flag("dropTarget"));
        return [];
    }

    private static BsonDocument Described(Collection collection)
    {
        var described = new BsonDocument
        {
            { "name", collection.Name },
            { "type", "collection" },
            { "options", collection.Options.ToDocument() },
            { "info", new BsonDocument { { "readOnly", false }, { "uuid", BsonValue.FromGuid(collection.Uuid) } } },
        };
        if (collection.Options.HasIdIndex)
            described.Add("idIndex", collection.Indexes[0].Specification.ToDocument());
        return described;
    }

    private static Validator? ValidatorOf(CommandContext c, Validator? before)
    {
        var rule = c.Document("validator") ?? before?.Rule ?? [];
        var level = OneOf(c, "validationLevel", before?.Level ?? "strict", "off", "moderate", "strict");
        var action = OneOf(c, "validationAction", before?.Action ?? "error", "error", "warn");
        return rule.Count == 0 && !c.Body.Contains("validationLevel") && !c.Body.Contains("validationAction") ? null : new(rule.Clone(), level, action);
    }

    private static string OneOf(CommandContext c, string name, string fallback, params string[] allowed)
    {
        var value = c.Body[name];
        if (value.IsMissing)
            return fallback;
        return value.Type == BsonType.String && allowed.Contains(value.AsString)
            ? value.AsString
            : throw MongoError.BadValue($"Enumeration value '{value}' for field '{c.CommandName}.{name}' is not a valid value; expected {string.Join(", ", allowed)}");
    }

    private static (string Database, string Collection) Split(CommandContext c, string field)
    {
        var value = c.Body[field];
        if (value.Type != BsonType.String)
            throw Arguments.WrongType(c.CommandName, field, value, "string");
        var dot = value.AsString.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0)
            throw MongoError.InvalidNamespace($"Invalid namespace: {value.AsString}; expected database.collection");
        return (value.AsString[..dot], value.AsString[(dot + 1)..]);
    }
}
