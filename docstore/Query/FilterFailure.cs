using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary>Why a document does not satisfy a validator: the <c>details</c> in the errInfo of error 121.</summary>
internal static class FilterFailure
{
    /// <summary>Explains a document that the filter does not match.</summary>
    public static BsonDocument Of(Filter filter, BsonDocument document)
    {
        switch (filter)
        {
            case JsonSchemaFilter { Schema: var schema }:
                var failure = new BsonDocument { { "operatorName", "$jsonSchema" } };
                schema.Annotate(failure);
                failure.Add("schemaRulesNotSatisfied", schema.Failures(document));
                return failure;
            case AndFilter and:
                return Clauses("$and", "clausesNotSatisfied", and.Parts, document, matching: false);
            case OrFilter or:
                return Clauses("$or", "clausesNotSatisfied", or.Parts, document, matching: false);
            case NorFilter nor:
                return Clauses("$nor", "clausesSatisfied", nor.Parts, document, matching: true);
            case FieldFilter field:
                return Field(field, document);
            default:
                var specification = filter.ToDocument();
                return new() { { "operatorName", specification.Count > 0 ? specification[0].Name : "" }, { "specifiedAs", specification }, { "reason", "expression did not match" } };
        }
    }

    private static BsonDocument Clauses(string name, string list, IReadOnlyList<Filter> parts, BsonDocument document, bool matching)
    {
        var clauses = new BsonArray();
        for (var index = 0; index < parts.Count; index++)
        {
            if (parts[index].Matches(document) != matching)
                continue;
            var details = matching ? new BsonDocument { { "specifiedAs", parts[index].ToDocument() } } : Of(parts[index], document);
            clauses.Add(new BsonDocument { { "index", index }, { "details", details } });
        }

        return new() { { "operatorName", name }, { list, clauses } };
    }

    private static BsonDocument Field(FieldFilter field, BsonDocument document)
    {
        var specification = field.Predicate.ToSpecification().AsDocument;
        var failure = new BsonDocument { { "operatorName", NameOf(field.Predicate, specification) }, { "specifiedAs", AsWritten(field) } };
        var values = new List<BsonValue>();
        Paths.Collect(document, field.Path, values);
        if (values.Count == 0 && field.Predicate is not (NegatedPredicate or ExistsPredicate or Comparison { Operator: ComparisonOperator.Ne }))
        {
            failure.Add("reason", "field was missing");
            return failure;
        }

        failure.Add("reason", Reason(field.Predicate));
        if (values.Count == 1)
            failure.Add("consideredValue", values[0]);
        else if (values.Count > 1)
            failure.Add("consideredValues", new BsonArray(values));
        if (field.Predicate is TypePredicate && values.Count == 1)
            failure.Add("consideredType", values[0].Type.Alias());
        return failure;
    }

    private static BsonDocument AsWritten(FieldFilter field) => field.Predicate is TypePredicate type
        ? new() { { field.Path.Text, new BsonDocument { { "$type", type.Types.AsWritten } } } }
        : field.ToDocument();

    private static string NameOf(Predicate predicate, BsonDocument specification) => predicate switch
    {
        Comparison comparison => Comparison.NameOf(comparison.Operator),
        NotInPredicate => "$nin",
        _ => specification[0].Name,
    };

    private static string Reason(Predicate predicate) => predicate switch
    {
        Comparison { Operator: ComparisonOperator.Ne } => "comparison succeeded",
        Comparison => "comparison failed",
        InPredicate => "no matching value found in array",
        NotInPredicate => "matching value found in array",
        TypePredicate => "type did not match",
        ExistsPredicate { Exists: true } => "path does not exist",
        ExistsPredicate => "path does exist",
        RegexPredicate => "regular expression did not match",
        ModPredicate => "$mod did not evaluate to expected remainder",
        SizePredicate => "array length was not equal to given size",
        ElemMatchPredicate => "array did not satisfy the child predicate",
        AllPredicate => "array did not contain all specified values",
        BitsPredicate => "bitwise operator failed to match",
        NotPredicate => "child expression matched",
        _ => "expression did not match",
    };
}
