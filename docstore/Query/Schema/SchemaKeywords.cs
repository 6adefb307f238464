using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary>All keywords of schemas.</summary>
internal static class SchemaKeywords
{
    private const string Compared = "comparison failed", Counted = "array did not match specified length", Measured = "specified string length was not satisfied", Properties = "specified number of properties was not satisfied";

    /// <summary>Reads what stands behind a keyword; null where it says nothing by itself.</summary>
    internal delegate SchemaRule? Parser(BsonValue argument, BsonDocument schema);

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Parser> All { get; } = new Dictionary<string, Parser>
    {
        ["title"] = (argument, _) => Text("title", argument),
        ["description"] = (argument, _) => Text("description", argument),
        ["type"] = Type,
        ["bsonType"] = BsonTypes,
        ["enum"] = (argument, _) => Enumeration(argument),
        ["minimum"] = (argument, schema) => Bound("minimum", "exclusiveMinimum", argument, schema),
        ["maximum"] = (argument, schema) => Bound("maximum", "exclusiveMaximum", argument, schema),
        ["exclusiveMinimum"] = (argument, schema) => Exclusive("minimum", "exclusiveMinimum", argument, schema),
        ["exclusiveMaximum"] = (argument, schema) => Exclusive("maximum", "exclusiveMaximum", argument, schema),
        ["multipleOf"] = (argument, _) => MultipleOf(argument),
        ["minLength"] = (argument, _) => Count("minLength", argument, Measured, (value, least) => value.Type != BsonType.String || Length(value) >= least),
        ["maxLength"] = (argument, _) => Count("maxLength", argument, Measured, (value, most) => value.Type != BsonType.String || Length(value) <= most),
        ["pattern"] = (argument, _) => Pattern(argument),
        ["minItems"] = (argument, _) => Count("minItems", argument, Counted, (value, least) => value.Type != BsonType.Array || value.AsArray.Count >= least),
        ["maxItems"] = (argument, _) => Count("maxItems", argument, Counted, (value, most) => value.Type != BsonType.Array || value.AsArray.Count <= most),
        ["minProperties"] = (argument, _) => Count("minProperties", argument, Properties, (value, least) => value.Type != BsonType.Document || value.AsDocument.Count >= least),
        ["maxProperties"] = (argument, _) => Count("maxProperties", argument, Properties, (value, most) => value.Type != BsonType.Document || value.AsDocument.Count <= most),
        ["uniqueItems"] = (argument, _) => Flag("uniqueItems", argument) ? new UniqueItemsRule(argument) : null,
        ["items"] = (argument, _) => Items(argument),
        ["additionalItems"] = AdditionalItems,
        ["required"] = (argument, _) => new RequiredRule(argument, Names("required", argument)),
        ["properties"] = (argument, _) => new PropertiesRule(argument, Named("properties", argument)),
        ["patternProperties"] = (argument, _) => new PatternPropertiesRule(argument, [.. Named("patternProperties", argument).Select(one => (new RegexPredicate(new(one.Name)), one.Schema))]),
        ["additionalProperties"] = AdditionalProperties,
        ["dependencies"] = (argument, _) => Dependencies(argument),
        ["allOf"] = (argument, _) => new SchemasRule("allOf", argument, Schemas("allOf", argument)),
        ["anyOf"] = (argument, _) => new SchemasRule("anyOf", argument, Schemas("anyOf", argument)),
        ["oneOf"] = (argument, _) => new SchemasRule("oneOf", argument, Schemas("oneOf", argument)),
        ["not"] = (argument, _) => Not(argument),
    };

    /// <summary>Those of draft 4 that MongoDB has not either.</summary>
    public static IReadOnlySet<string> Refused { get; } = new HashSet<string> { "$ref", "$schema", "default", "definitions", "format", "id" };

    private static SchemaRule? Text(string keyword, BsonValue argument) =>
        argument.Type == BsonType.String ? null : throw Wrong(keyword, "a string");

    private static ValueRule Type(BsonValue argument, BsonDocument schema)
    {
        if (schema.Contains("bsonType"))
            throw MongoError.FailedToParse("Cannot specify both $jsonSchema keywords 'type' and 'bsonType'");
        var names = argument.Type == BsonType.Array ? argument.AsArray.ToList() : [argument];
        var types = new BsonArray();
        foreach (var name in names)
        {
            if (name.Type != BsonType.String)
                throw MongoError.TypeMismatch("$jsonSchema keyword 'type' must be either a string or an array of strings");
            types.Add(name.AsString switch
            {
                "integer" => throw MongoError.FailedToParse("$jsonSchema type 'integer' is not currently supported."),
                "boolean" => "bool",
                "object" or "array" or "number" or "string" or "null" => name,
                _ => throw MongoError.BadValue($"Unknown type name alias: {name.AsString}"),
            });
        }

        var set = TypeSet.Parse(types, "type");
        return new("type", argument, "type did not match", value => set.Contains(value.Type));
    }

    private static ValueRule BsonTypes(BsonValue argument, BsonDocument schema)
    {
        if ((argument.Type == BsonType.Array ? argument.AsArray : [argument]).Any(name => name.Type != BsonType.String))
            throw MongoError.TypeMismatch("$jsonSchema keyword 'bsonType' must be either a string or an array of strings");
        var set = TypeSet.Parse(argument, "bsonType");
        return new("bsonType", argument, "type did not match", value => set.Contains(value.Type));
    }

    private static ValueRule Enumeration(BsonValue argument)
    {
        if (argument.Type != BsonType.Array)
            throw Wrong("enum", "an array");
        if (argument.AsArray.Count == 0)
            throw MongoError.FailedToParse("$jsonSchema keyword 'enum' cannot be an empty array");
        var set = new HashSet<BsonValue>(BsonComparer.Instance);
        foreach (var value in argument.AsArray)
        {
            if (!set.Add(value))
                throw MongoError.FailedToParse("$jsonSchema keyword 'enum' array cannot contain duplicate values.");
        }

        return new("enum", argument, "value was not found in enum", set.Contains);
    }

    private static ValueRule Bound(string keyword, string exclusiveKeyword, BsonValue argument, BsonDocument schema)
    {
        if (!argument.IsNumber)
            throw Wrong(keyword, "a number");
        var comparison = (keyword == "minimum", schema[exclusiveKeyword].IsTruthy) switch
        {
            (true, false) => ComparisonOperator.Gte,
            (true, true) => ComparisonOperator.Gt,
            (false, false) => ComparisonOperator.Lte,
            _ => ComparisonOperator.Lt,
        };
        var bound = new Comparison(comparison, argument);
        return new(keyword, argument, Compared, value => !value.IsNumber || bound.MatchesElement(value, null));
    }

    private static SchemaRule? Exclusive(string keyword, string exclusiveKeyword, BsonValue argument, BsonDocument schema)
    {
        Flag(exclusiveKeyword, argument);
        return schema.Contains(keyword) ? null : throw MongoError.FailedToParse($"$jsonSchema keyword '{keyword}' must be a present if {exclusiveKeyword} is present");
    }

    private static ValueRule MultipleOf(BsonValue argument)
    {
        if (!argument.IsNumber)
            throw Wrong("multipleOf", "a number");
        if (BsonComparer.Instance.Compare(argument, 0) <= 0)
            throw MongoError.FailedToParse("$jsonSchema keyword 'multipleOf' must have a positive value");
        var divisor = argument.ToDecimal128();
        return new("multipleOf", argument, "considered value is not a multiple of the specified value", value => !value.IsNumber || (value.ToDecimal128() % divisor).IsZero);
    }

    private static ValueRule Count(string keyword, BsonValue argument, string reason, Func<BsonValue, long, bool> accepts)
    {
        if (!argument.IsNumber)
            throw Wrong(keyword, "a number");
        if (!WholeNumber.TryExact(argument, out var count) || count < 0)
            throw MongoError.FailedToParse($"Expected a non-negative integer in: {keyword}: {argument}");
        return new(keyword, argument, reason, value => accepts(value, count));
    }

    // Code points, not UTF-16 units.
    private static long Length(BsonValue text)
    {
        long length = 0;
        foreach (var _ in text.AsString.EnumerateRunes()) length++;
        return length;
    }

    private static ValueRule Pattern(BsonValue argument)
    {
        if (argument.Type != BsonType.String)
            throw Wrong("pattern", "a string");
        var pattern = new RegexPredicate(new(argument.AsString));
        return new("pattern", argument, "regular expression did not match", value => value.Type != BsonType.String || pattern.MatchesElement(value, null));
    }

    private static ItemsRule Items(BsonValue argument) => argument.Type switch
    {
        BsonType.Document => new("items", argument, [], JsonSchema.Parse(argument.AsDocument), true),
        BsonType.Array => new("items", argument, [.. argument.AsArray.Select(schema => Schema("items", schema))], null, true),
        _ => throw MongoError.TypeMismatch($"$jsonSchema keyword 'items' must be an array or an object, not {argument.Type.Alias()}"),
    };

    private static ItemsRule? AdditionalItems(BsonValue argument, BsonDocument schema)
    {
        if (argument.Type is not (BsonType.Boolean or BsonType.Document))
            throw Wrong("additionalItems", "either an object or a boolean");
        if (schema["items"].Type != BsonType.Array)
            return null;
        // The positions themselves are the rule items' business.
        var anything = JsonSchema.Parse([]);
        var before = Enumerable.Repeat(anything, schema["items"].AsArray.Count).ToArray();
        return argument.Type == BsonType.Document
            ? new("additionalItems", argument, before, JsonSchema.Parse(argument.AsDocument), true)
            : new("additionalItems", argument, before, null, argument.AsBoolean);
    }

    private static AdditionalPropertiesRule? AdditionalProperties(BsonValue argument, BsonDocument schema)
    {
        if (argument.Type is not (BsonType.Boolean or BsonType.Document))
            throw Wrong("additionalProperties", "either an object or a boolean");
        if (argument.Type == BsonType.Boolean && argument.AsBoolean)
            return null;
        HashSet<string> named = schema["properties"] is { Type: BsonType.Document } properties ? [.. properties.AsDocument.Select(property => property.Name)] : [];
        RegexPredicate[] patterns = schema["patternProperties"] is { Type: BsonType.Document } regexes ? [.. regexes.AsDocument.Select(regex => new RegexPredicate(new(regex.Name)))] : [];
        return new(argument, named, patterns, argument.Type == BsonType.Document ? JsonSchema.Parse(argument.AsDocument) : null);
    }

    private static DependenciesRule Dependencies(BsonValue argument)
    {
        if (argument.Type != BsonType.Document)
            throw Wrong("dependencies", "an object");
        return new(argument, [.. argument.AsDocument.Select(dependency => dependency.Value.Type == BsonType.Document
            ? (dependency.Name, null, JsonSchema.Parse(dependency.Value.AsDocument))
            : (dependency.Name, (IReadOnlyList<string>?)Names("dependencies", dependency.Value), (JsonSchema?)null))]);
    }

    private static ValueRule Not(BsonValue argument)
    {
        var schema = Schema("not", argument);
        return new("not", argument, "child expression matched", value => !schema.Accepts(value));
    }

    private static JsonSchema[] Schemas(string keyword, BsonValue argument)
    {
        if (argument.Type != BsonType.Array)
            throw Wrong(keyword, "an array");
        return argument.AsArray.Count > 0
            ? [.. argument.AsArray.Select(schema => Schema(keyword, schema))]
            : throw MongoError.BadValue($"$jsonSchema keyword '{keyword}' must be a non-empty array");
    }

    private static JsonSchema Schema(string keyword, BsonValue argument) =>
        argument.Type == BsonType.Document ? JsonSchema.Parse(argument.AsDocument) : throw Wrong(keyword, "an object, or an array of objects");

    private static (string Name, JsonSchema Schema)[] Named(string keyword, BsonValue argument)
    {
        if (argument.Type != BsonType.Document)
            throw Wrong(keyword, "an object");
        return [.. argument.AsDocument.Select(property => property.Value.Type == BsonType.Document
            ? (property.Name, JsonSchema.Parse(property.Value.AsDocument))
            : throw MongoError.TypeMismatch($"Nested schema for $jsonSchema property '{property.Name}' must be an object"))];
    }

    private static string[] Names(string keyword, BsonValue argument)
    {
        if (argument.Type != BsonType.Array)
            throw Wrong(keyword, "an array");
        if (argument.AsArray.Count == 0)
            throw MongoError.FailedToParse($"$jsonSchema keyword '{keyword}' cannot be an empty array");
        var names = new List<string>();
        foreach (var name in argument.AsArray)
        {
            if (name.Type != BsonType.String)
                throw MongoError.TypeMismatch($"$jsonSchema keyword '{keyword}' must be an array of strings, but found an element of type: '{name.Type.Alias()}'");
            if (names.Contains(name.AsString))
                throw MongoError.FailedToParse($"$jsonSchema keyword '{keyword}' array cannot contain duplicate values");
            names.Add(name.AsString);
        }

        return [.. names];
    }

    private static bool Flag(string keyword, BsonValue argument) => argument.Type == BsonType.Boolean ? argument.AsBoolean : throw Wrong(keyword, "a boolean");

    private static MongoError Wrong(string keyword, string expected) => MongoError.TypeMismatch($"$jsonSchema keyword '{keyword}' must be {expected}");
}
