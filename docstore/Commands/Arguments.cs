using System.Globalization;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>Reads the fields of a command, and refuses other types than mongod takes, in its words.</summary>
internal static class Arguments
{
    /// <summary>The collection that the command's first field names.</summary>
    /// <exception cref="MongoError">InvalidNamespace (73), TypeMismatch (14).</exception>
    public static string CollectionName(this CommandContext c)
    {
        var value = c.Body[c.CommandName];
        if (value.Type != BsonType.String)
            throw MongoError.InvalidNamespace($"collection name has invalid type {value.Type.Alias()}");
        NamespaceNames.CheckDatabase(c.DatabaseName);
        if (value.AsString.Length == 0)
            throw MongoError.InvalidNamespace($"Invalid namespace specified '{c.DatabaseName}.'");
        return value.AsString;
    }

    /// <summary>A document; null where the field is absent or null.</summary>
    public static BsonDocument? Document(this CommandContext c, string name) => Document(c.Body, c.CommandName, name);

    /// <summary>A document; null where the field is absent or null.</summary>
    public static BsonDocument? Document(BsonDocument body, string command, string name) => body[name] switch
    {
        { IsNullish: true } => null,
        { Type: BsonType.Document } value => value.AsDocument,
        var value => throw WrongType(command, name, value, "object"),
    };

    /// <summary>An array of documents; null where the field is absent.</summary>
    public static IReadOnlyList<BsonDocument>? Documents(this CommandContext c, string name)
    {
        var value = c.Body[name];
        if (value.IsMissing)
            return null;
        if (value.Type != BsonType.Array)
            throw WrongType(c.CommandName, name, value, "array");
        var documents = new List<BsonDocument>();
        foreach (var element in value.AsArray)
            documents.Add(element.Type == BsonType.Document ? element.AsDocument : throw WrongType(c.CommandName, string.Create(CultureInfo.InvariantCulture, $"{name}.{documents.Count}"), element, "object"));
        return documents;
    }

    /// <summary>A boolean; the fallback where the field is absent.</summary>
    public static bool Flag(this CommandContext c, string name, bool fallback = false) => Flag(c.Body, c.CommandName, name, fallback);

    /// <summary>A boolean; the fallback where the field is absent.</summary>
    public static bool Flag(BsonDocument body, string command, string name, bool fallback = false) => body[name] switch
    {
        { IsMissing: true } => fallback,
        { Type: BsonType.Boolean } value => value.AsBoolean,
        { IsNumber: true } value => value.IsTruthy,
        var value => throw WrongType(command, name, value, "bool"),
    };

    /// <summary>A whole number of 0 or more; the fallback where the field is absent or null.</summary>
    /// <exception cref="MongoError">Location51024 where it is negative, TypeMismatch (14).</exception>
    public static long Count(this CommandContext c, string name, long fallback = 0)
    {
        var value = c.Body[name];
        if (value.IsNullish)
            return fallback;
        if (!value.IsNumber)
            throw MongoError.TypeMismatch($"BSON field '{c.CommandName}.{name}' is the wrong type '{value.Type.Alias()}', expected types '[long, int, decimal, double]'");
        return value.ToDouble() >= 0
            ? value.ToInt64()
            : throw MongoError.Location(51024, $"BSON field '{name}' value must be >= 0, actual value '{value}'");
    }

    /// <summary>The variables and the time that the command's expressions share.</summary>
    public static QueryScope Scope(this CommandContext c)
    {
        var scope = new QueryScope(null, DateTime.UtcNow);
        return c.Document("let") is { } let ? scope with { Let = Expression.EvaluateLet(let, scope) } : scope;
    }

    /// <summary>Refuses options that would change the result and that docstore has not.</summary>
    public static void RefuseTrue(this CommandContext c, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (c.Flag(name))
                throw MongoError.NotImplemented($"docstore has no '{name}' in {c.CommandName}");
        }
    }

    /// <summary>Refuses options that docstore has not, unless they are empty.</summary>
    public static void RefusePresent(this CommandContext c, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!c.Body[name].IsNullish && c.Body[name] is not { Type: BsonType.Document, AsDocument.Count: 0 })
                throw MongoError.NotImplemented($"docstore has no '{name}' in {c.CommandName}");
        }
    }

    /// <summary>A name or a key pattern.</summary>
    public static BsonValue Hint(BsonDocument body) =>
        body["hint"] is { IsMissing: true } or { Type: BsonType.String or BsonType.Document } ? body["hint"]
            : throw MongoError.FailedToParse("Hint must be a string or an object");

    /// <summary>What mongod says to a field of the wrong type.</summary>
    public static MongoError WrongType(string command, string name, BsonValue value, string expected) =>
        MongoError.TypeMismatch($"BSON field '{command}.{name}' is the wrong type '{value.Type.Alias()}', expected type '{expected}'");
}
