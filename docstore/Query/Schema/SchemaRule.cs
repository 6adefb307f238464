using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary>A keyword of a schema with its argument.</summary>
internal abstract class SchemaRule(string keyword, BsonValue argument)
{
    /// <summary>The keyword.</summary>
    protected string Keyword => keyword;

    /// <summary>What stands behind it.</summary>
    protected BsonValue Argument => argument;

    /// <summary>Whether the value satisfies it, or is of a type that it says nothing about.</summary>
    public abstract bool Accepts(in BsonValue value);

    /// <summary>Why the value does not satisfy, as error 121 has it in errInfo.</summary>
    public abstract BsonDocument Failure(BsonValue value);

    /// <summary>The keyword and its argument.</summary>
    protected BsonDocument Begin() => new() { { "operatorName", keyword }, { "specifiedAs", new BsonDocument { { keyword, argument } } } };
}

/// <summary>A keyword that looks at a value by itself.</summary>
internal sealed class ValueRule(string keyword, BsonValue argument, string reason, Func<BsonValue, bool> accepts) : SchemaRule(keyword, argument)
{
    public override bool Accepts(in BsonValue value) => accepts(value);

    public override BsonDocument Failure(BsonValue value)
    {
        var failure = Begin();
        failure.Add("reason", reason);
        failure.Add("consideredValue", value);
        if (Keyword is "bsonType" or "type")
            failure.Add("consideredType", value.Type.Alias());
        if (Keyword is "minProperties" or "maxProperties")
            failure.Add("numberOfProperties", value.AsDocument.Count);
        return failure;
    }
}

/// <summary>required: these fields are there.</summary>
internal sealed class RequiredRule(BsonValue argument, IReadOnlyList<string> names) : SchemaRule("required", argument)
{
    public override bool Accepts(in BsonValue value)
    {
        if (value.Type != BsonType.Document)
            return true;
        var document = value.AsDocument;
        foreach (var name in names)
        {
            if (!document.Contains(name))
                return false;
        }

        return true;
    }

    public override BsonDocument Failure(BsonValue value)
    {
        var failure = Begin();
        failure.Add("missingProperties", new BsonArray(names.Where(name => !value.AsDocument.Contains(name)).Order(StringComparer.Ordinal).Select(name => (BsonValue)name)));
        return failure;
    }
}

/// <summary>properties: fields, where they are there, satisfy schemas.</summary>
internal sealed class PropertiesRule(BsonValue argument, IReadOnlyList<(string Name, JsonSchema Schema)> properties) : SchemaRule("properties", argument)
{
    public override bool Accepts(in BsonValue value)
    {
        if (value.Type != BsonType.Document)
            return true;
        var document = value.AsDocument;
        foreach (var (name, schema) in properties)
        {
            if (document.TryGetValue(name, out var field) && !schema.Accepts(field))
                return false;
        }

        return true;
    }

    public override BsonDocument Failure(BsonValue value)
    {
        var failed = new BsonArray();
        foreach (var (name, schema) in properties)
        {
            if (!value.AsDocument.TryGetValue(name, out var field) || schema.Accepts(field))
                continue;
            var property = new BsonDocument { { "propertyName", name } };
            schema.Annotate(property);
            property.Add("details", schema.Failures(field));
            failed.Add(property);
        }

        return new() { { "operatorName", Keyword }, { "propertiesNotSatisfied", failed } };
    }
}

/// <summary>patternProperties: fields with names that a regular expression matches satisfy schemas.</summary>
internal sealed class PatternPropertiesRule(BsonValue argument, IReadOnlyList<(RegexPredicate Pattern, JsonSchema Schema)> patterns) : SchemaRule("patternProperties", argument)
{
    public override bool Accepts(in BsonValue value) => value.Type != BsonType.Document || !Failing(value.AsDocument).Any();

    public override BsonDocument Failure(BsonValue value) => new()
    {
        { "operatorName", Keyword },
        { "details", new BsonArray(Failing(value.AsDocument).Select(failing => (BsonValue)Detail(failing.Field, failing.Pattern, failing.Schema))) },
    };

    private static BsonDocument Detail(BsonElement field, RegexPredicate pattern, JsonSchema schema)
    {
        var detail = new BsonDocument { { "propertyName", field.Name }, { "regexMatched", pattern.Regex.Pattern } };
        schema.Annotate(detail);
        detail.Add("details", schema.Failures(field.Value));
        return detail;
    }

    private IEnumerable<(BsonElement Field, RegexPredicate Pattern, JsonSchema Schema)> Failing(BsonDocument document) =>
        from field in document
        from rule in patterns
        where rule.Pattern.MatchesElement(field.Name, null) && !rule.Schema.Accepts(field.Value)
        select (field, rule.Pattern, rule.Schema);
}

/// <summary>additionalProperties: what neither properties nor patternProperties name is not there, or satisfies a schema.</summary>
internal sealed class AdditionalPropertiesRule(BsonValue argument, HashSet<string> named, IReadOnlyList<RegexPredicate> patterns, JsonSchema? schema) : SchemaRule("additionalProperties", argument)
{
    public override bool Accepts(in BsonValue value) => value.Type != BsonType.Document || !Failing(value.AsDocument).Any();

    public override BsonDocument Failure(BsonValue value)
    {
        var failure = Begin();
        var failing = Failing(value.AsDocument).ToList();
        if (schema is null)
        {
            failure.Add("additionalProperties", new BsonArray(failing.Select(field => (BsonValue)field.Name)));
            return failure;
        }

        failure = new() { { "operatorName", Keyword }, { "reason", "at least one additional property did not match the subschema" }, { "failingProperty", failing[0].Name } };
        schema.Annotate(failure);
        failure.Add("details", schema.Failures(failing[0].Value));
        return failure;
    }

    private IEnumerable<BsonElement> Failing(BsonDocument document) => document.Where(field =>
        !named.Contains(field.Name) && !patterns.Any(pattern => pattern.MatchesElement(field.Name, null)) && schema?.Accepts(field.Value) != true);
}

/// <summary>dependencies: where one field is, others are, or the document satisfies a schema.</summary>
internal sealed class DependenciesRule(BsonValue argument, IReadOnlyList<(string Name, IReadOnlyList<string>? Others, JsonSchema? Schema)> dependencies) : SchemaRule("dependencies", argument)
{
    public override bool Accepts(in BsonValue value) => value.Type != BsonType.Document || Failing(value.AsDocument).Count == 0;

    public override BsonDocument Failure(BsonValue value) => new() { { "operatorName", Keyword }, { "failingDependencies", Failing(value.AsDocument) } };

    private BsonArray Failing(BsonDocument document)
    {
        var failing = new BsonArray();
        foreach (var (name, others, schema) in dependencies)
        {
            if (!document.Contains(name))
                continue;
            var missing = new BsonArray((others ?? []).Where(other => !document.Contains(other)).Select(other => (BsonValue)other));
            if (missing.Count > 0)
                failing.Add(new BsonDocument { { "conditionalProperty", name }, { "missingProperties", missing } });
            else if (schema?.Accepts(document) == false)
                failing.Add(new BsonDocument { { "conditionalProperty", name }, { "details", schema.Failures(document) } });
        }

        return failing;
    }
}

/// <summary>uniqueItems: no element of an array equals another.</summary>
internal sealed class UniqueItemsRule(BsonValue argument) : SchemaRule("uniqueItems", argument)
{
    public override bool Accepts(in BsonValue value) => value.Type != BsonType.Array || Repeated(value.AsArray).IsMissing;

    public override BsonDocument Failure(BsonValue value)
    {
        var failure = Begin();
        failure.Add("reason", "found a duplicate item");
        failure.Add("consideredValue", value);
        failure.Add("duplicatedValue", Repeated(value.AsArray));
        return failure;
    }

    private static BsonValue Repeated(BsonArray array)
    {
        var seen = new HashSet<BsonValue>(BsonComparer.Instance);
        return array.FirstOrDefault(element => !seen.Add(element));
    }
}

/// <summary>items: the elements of an array satisfy one schema, or each position its own, with additionalItems for what comes after.</summary>
internal sealed class ItemsRule(string keyword, BsonValue argument, IReadOnlyList<JsonSchema> positions, JsonSchema? rest, bool allowsRest) : SchemaRule(keyword, argument)
{
    public override bool Accepts(in BsonValue value) => value.Type != BsonType.Array || FirstFailing(value.AsArray) < 0;

    public override BsonDocument Failure(BsonValue value)
    {
        var index = FirstFailing(value.AsArray);
        if (SchemaAt(index) is not { } schema)
        {
            var failure = Begin();
            failure.Add("additionalItems", new BsonArray(value.AsArray.Skip(index)));
            return failure;
        }

        var item = new BsonDocument { { "operatorName", Keyword }, { "reason", "At least one item did not match the sub-schema" }, { "itemIndex", index } };
        schema.Annotate(item);
        item.Add("details", schema.Failures(value.AsArray[index]));
        return item;
    }

    private JsonSchema? SchemaAt(int index) => index < positions.Count ? positions[index] : rest;

    private int FirstFailing(BsonArray array)
    {
        for (var index = 0; index < array.Count; index++)
        {
            if (index >= positions.Count && rest is null)
            {
                if (!allowsRest) return index;
            }
            else if (!SchemaAt(index)!.Accepts(array[index]))
            {
                return index;
            }
        }

        return -1;
    }
}

/// <summary>allOf, anyOf, oneOf: so many of the schemas are satisfied.</summary>
internal sealed class SchemasRule(string keyword, BsonValue argument, IReadOnlyList<JsonSchema> schemas) : SchemaRule(keyword, argument)
{
    public override bool Accepts(in BsonValue value)
    {
        var satisfied = 0;
        foreach (var schema in schemas)
            satisfied += schema.Accepts(value) ? 1 : 0;
        return Keyword switch { "allOf" => satisfied == schemas.Count, "anyOf" => satisfied > 0, _ => satisfied == 1 };
    }

    public override BsonDocument Failure(BsonValue value)
    {
        var failure = new BsonDocument { { "operatorName", Keyword } };
        var satisfied = Enumerable.Range(0, schemas.Count).Where(index => schemas[index].Accepts(value)).ToList();
        if (Keyword == "oneOf" && satisfied.Count > 1)
        {
            failure.Add("reason", "more than one subschema matched");
            failure.Add("matchingSchemaIndexes", new BsonArray(satisfied.Select(index => (BsonValue)index)));
            return failure;
        }

        var failed = new BsonArray();
        foreach (var index in Enumerable.Range(0, schemas.Count).Except(satisfied))
        {
            var one = new BsonDocument { { "index", index } };
            schemas[index].Annotate(one);
            one.Add("details", schemas[index].Failures(value));
            failed.Add(one);
        }

        failure.Add("schemasNotSatisfied", failed);
        return failure;
    }
}
