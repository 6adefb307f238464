using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$bucket: {groupBy: "$price", boundaries: [0, 10, 100], default: "other", output: {…}}}</c>: one document for each range that has any, called by its lower boundary, in their order.</summary>
internal sealed class BucketStage(Expression groupBy, BsonValue[] boundaries, BsonValue fallback, (string Field, AccumulatorUse Use)[] fields) : Stage
{
    public override string Name => "$bucket";

    public static BucketStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(40201, $"Argument to $bucket stage must be an object, but found type: {spec.Type.Alias()}.");
        Expression? groupBy = null;
        BsonValue[]? boundaries = null;
        BsonValue fallback = default;
        var fields = CountOnly(scope);
        foreach (var (option, value) in spec.AsDocument)
        {
            switch (option)
            {
                case "groupBy":
                    groupBy = ParseGroupBy(40202, "$bucket", value, scope);
                    break;
                case "boundaries":
                    boundaries = ParseBoundaries(value, scope);
                    break;
                case "default":
                    fallback = Expression.Parse(value, scope) is { IsConstant: true } constant ? constant.Evaluate([], new Variables()) : throw MongoError.Location(40195, $"The $bucket 'default' field must be a constant, but found: {value}");
                    break;
                case "output":
                    fields = ParseOutput(40196, "$bucket", value, scope);
                    break;
                default:
                    throw MongoError.Location(40197, $"Unrecognized option to $bucket: {option}.");
            }
        }

        if (groupBy is null || boundaries is null) throw MongoError.Location(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
        if (!fallback.IsMissing && BsonComparer.Instance.Compare(fallback, boundaries[0]) >= 0 && BsonComparer.Instance.Compare(fallback, boundaries[^1]) < 0)
            throw MongoError.Location(40199, "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.");
        return new(groupBy, boundaries, fallback, fields);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var groups = new SortedDictionary<BsonValue, Accumulator[]>(BsonComparer.Instance);
        var variables = new Variables();
        foreach (var document in input)
        {
            var id = BucketOf(groupBy.Evaluate(document, variables));
            if (!groups.TryGetValue(id, out var accumulators)) groups.Add(id, accumulators = Array.ConvertAll(fields, field => field.Use.Create()));
            for (var i = 0; i < fields.Length; i++) accumulators[i].Add(fields[i].Use.Input.Evaluate(document, variables));
        }

        foreach (var (id, accumulators) in groups)
        {
            var result = new BsonDocument(fields.Length + 1) { { "_id", id } };
            for (var i = 0; i < fields.Length; i++) result.Add(fields[i].Field, accumulators[i].Result);
            yield return result;
        }
    }

    internal static (string Field, AccumulatorUse Use)[] CountOnly(QueryScope scope) => [("count", Accumulators.Parse("$sum", 1, scope))];

    internal static (string Field, AccumulatorUse Use)[] ParseOutput(int code, string name, BsonValue value, QueryScope scope) => value.Type == BsonType.Document
        ? [.. value.AsDocument.Select(field => (field.Name, Accumulators.ParseField(field.Name, field.Value, scope)))]
        : throw MongoError.Location(code, $"The {name} 'output' field must be an object, but found type: {value.Type.Alias()}.");

    internal static Expression ParseGroupBy(int code, string name, BsonValue value, QueryScope scope) =>
        value.Type == BsonType.Document || value.Type == BsonType.String && value.AsString.StartsWith('$')
            ? Expression.Parse(value, scope)
            : throw MongoError.Location(code, $"The {name} 'groupBy' field must be defined as a $-prefixed path or an expression, but found: {value}.");

    private static BsonValue[] ParseBoundaries(BsonValue value, QueryScope scope)
    {
        if (value.Type != BsonType.Array) throw MongoError.Location(40200, $"The $bucket 'boundaries' field must be an array, but found type: {value.Type.Alias()}.");
        BsonValue[] boundaries = [.. value.AsArray.Select(item => Expression.Parse(item, scope) is { IsConstant: true } constant
            ? constant.Evaluate([], new Variables())
            : throw MongoError.Location(40191, $"The $bucket 'boundaries' field must be an array of constant values, but found value: {item}."))];
        if (boundaries.Length < 2) throw MongoError.Location(40192, $"The $bucket 'boundaries' field must have at least 2 values, but found {boundaries.Length} value(s).");
        for (var i = 1; i < boundaries.Length; i++)
        {
            if (BsonComparer.Rank(boundaries[i - 1].Type) != BsonComparer.Rank(boundaries[i].Type))
                throw MongoError.Location(40193, $"All values in the the 'boundaries' option to $bucket must have the same type. Found conflicting types {boundaries[i - 1].Type.Alias()} and {boundaries[i].Type.Alias()}.");
            if (BsonComparer.Instance.Compare(boundaries[i - 1], boundaries[i]) >= 0)
                throw MongoError.Location(40194, $"The 'boundaries' option to $bucket must be sorted, but elements {i - 1} and {i} are not in ascending order ({boundaries[i - 1]} is not less than {boundaries[i]}).");
        }

        return boundaries;
    }

    private BsonValue BucketOf(BsonValue value)
    {
        var at = Array.BinarySearch(boundaries, value, BsonComparer.Instance);
        if (at < 0) at = ~at - 1;
        if (at >= 0 && at < boundaries.Length - 1) return boundaries[at];
        return fallback.IsMissing
            ? throw MongoError.Location(40066, "$switch could not find a matching branch for an input, and no default was specified.: the value of $bucket's groupBy lies outside the boundaries: " + value)
            : fallback;
    }
}
