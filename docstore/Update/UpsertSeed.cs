using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Update;

/// <summary>The document that a query describes: the fields that it says are equal to a value.</summary>
internal static class UpsertSeed
{
    /// <summary>The fields of the query; with <paramref name="idOnly"/>, as a replacement brings its own, _id alone.</summary>
    public static BsonDocument From(Filter query, bool idOnly)
    {
        var equal = new List<(FieldPath Path, BsonValue Value)>();
        Collect(query, equal);
        var seed = new BsonDocument();
        foreach (var (path, value) in equal)
        {
            if (idOnly && path.Names[0] != "_id")
                continue;
            if (equal.Exists(other => !ReferenceEquals(other.Path, path) && (other.Path.IsPrefixOf(path) || path.IsPrefixOf(other.Path))))
                throw new MongoError(54, "NotSingleValueField", $"cannot infer query fields to set, path '{path}' is matched twice");
            if (path.Names.Any(name => name.StartsWith('$')))
                throw MongoError.DollarPrefixedFieldName($"The dollar ($) prefixed field '{path.Names.First(name => name.StartsWith('$'))}' in '{path}' is not valid for storage.");
            Put(seed, path, 0, value);
        }

        return seed;
    }

    private static void Collect(Filter query, List<(FieldPath Path, BsonValue Value)> equal)
    {
        switch (query)
        {
            case AndFilter and:
                foreach (var part in and.Parts)
                    Collect(part, equal);
                break;
            case FieldFilter { Path: var path, Predicate: var predicate } when Equality(predicate) is { IsMissing: false } value:
                // A path of its own, so that the same path twice is seen.
                equal.Add((FieldPath.Parse(path.Text), value));
                break;
        }
    }

    private static BsonValue Equality(Predicate predicate) => predicate switch
    {
        Comparison { Operator: ComparisonOperator.Eq, Value: var value } => value,
        InPredicate { Values: [var only], Patterns.Count: 0 } => only,
        AllPredicate { Parts: [Comparison { Operator: ComparisonOperator.Eq, Value: var value }] } => value,
        _ => BsonValue.Missing,
    };

    private static void Put(BsonDocument document, FieldPath path, int at, BsonValue value)
    {
        if (at < path.Length - 1)
        {
            var inner = document[path.Names[at]] is { Type: BsonType.Document } existing ? existing.AsDocument : [];
            Put(inner, path, at + 1, value);
            value = inner;
        }

        document[path.Names[at]] = value;
    }
}
