using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary>A JSON Schema of draft 4 as MongoDB has it: with bsonType, without $ref, format, default, definitions, id.</summary>
internal sealed class JsonSchema
{
    private readonly List<SchemaRule> rules = [];

    private JsonSchema(BsonDocument specification) => Specification = specification;

    /// <summary>The schema as it was written.</summary>
    public BsonDocument Specification { get; }

    /// <exception cref="MongoError">FailedToParse or TypeMismatch.</exception>
    public static JsonSchema Parse(BsonDocument specification)
    {
        var schema = new JsonSchema(specification);
        foreach (var (name, argument) in specification)
        {
            if (SchemaKeywords.Refused.Contains(name))
                throw MongoError.FailedToParse($"$jsonSchema keyword '{name}' is not currently supported");
            if (!SchemaKeywords.All.TryGetValue(name, out var parse))
                throw MongoError.FailedToParse($"Unknown $jsonSchema keyword: {name}");
            if (parse(argument, specification) is { } rule)
                schema.rules.Add(rule);
        }

        return schema;
    }

    /// <summary>Whether a value satisfies all rules; rules about other types than its own say nothing.</summary>
    public bool Accepts(in BsonValue value)
    {
        foreach (var rule in rules)
        {
            if (!rule.Accepts(value))
                return false;
        }

        return true;
    }

    /// <summary>What the rules that the value does not satisfy say about it.</summary>
    public BsonArray Failures(BsonValue value) =>
        new(rules.Where(rule => !rule.Accepts(value)).Select(rule => (BsonValue)rule.Failure(value)));

    /// <summary>Puts the schema's title and description into an explanation.</summary>
    public void Annotate(BsonDocument failure)
    {
        foreach (var name in (string[])["title", "description"])
            failure.Add(name, Specification[name]);
    }
}
