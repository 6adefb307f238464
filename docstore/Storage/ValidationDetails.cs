using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Storage;

/// <summary>Says which part of a validator a document breaks, in the shape of mongod's errInfo.details.</summary>
internal static class ValidationDetails
{
    /// <summary>The details for a filter that the document does not match.</summary>
    public static BsonDocument Of(Filter filter, BsonDocument document) => filter switch
    {
        AndFilter and => Clauses("$and", and.Parts, document),
        OrFilter or => Clauses("$or", or.Parts, document),
        NorFilter nor => new()
        {
            { "operatorName", "$nor" },
            { "clausesSatisfied", new BsonArray(nor.Parts.Select((part, at) => (part, at)).Where(clause => clause.part.Matches(document))
                .Select(clause => (BsonValue)new BsonDocument { { "index", clause.at }, { "details", Plain(clause.part) } })) },
        },
        FieldFilter field => Of(field, document),
        _ => Plain(filter),
    };

    private static BsonDocument Clauses(string name, IReadOnlyList<Filter> parts, BsonDocument document) => new()
    {
        { "operatorName", name },
        { "clausesNotSatisfied", new BsonArray(parts.Select((part, at) => (part, at)).Where(clause => !clause.part.Matches(document))
            .Select(clause => (BsonValue)new BsonDocument { { "index", clause.at }, { "details", Of(clause.part, document) } })) },
    };

    private static BsonDocument Of(FieldFilter field, BsonDocument document)
    {
        var details = Plain(field);
        var value = field.Path.Length == 1 ? document[field.Path.Text] : default;
        details.Add("reason", value.IsMissing && field.Path.Length == 1 ? "field was missing" : "comparison failed");
        details.Add("consideredValue", value);
        return details;
    }

    private static BsonDocument Plain(Filter filter)
    {
        var specification = filter.ToDocument();
        var first = specification.Count == 0 ? default : specification[0];
        var name = first.Name is { } key && key.StartsWith('$') ? key
            : first.Value.Type == BsonType.Document && first.Value.AsDocument.Count > 0 ? first.Value.AsDocument[0].Name : "$eq";
        return new() { { "operatorName", name }, { "specifiedAs", specification } };
    }
}
