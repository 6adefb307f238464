using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$bucketAuto: {groupBy: "$price", buckets: 4}}</c>: ranges of about as many documents each, called <c>{min, max}</c>; equal values share one.</summary>
internal sealed class BucketAutoStage(Expression groupBy, int buckets, (string Field, AccumulatorUse Use)[] fields) : Stage
{
    public override string Name => "$bucketAuto";

    public static BucketAutoStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(40240, $"The argument to $bucketAuto must be an object, but found type: {spec.Type.Alias()}.");
        Expression? groupBy = null;
        var buckets = 0;
        var fields = BucketStage.CountOnly(scope);
        foreach (var (option, value) in spec.AsDocument)
        {
            switch (option)
            {
                case "groupBy":
                    groupBy = BucketStage.ParseGroupBy(40239, "$bucketAuto", value, scope);
                    break;
                case "buckets":
                    if (!value.IsNumber) throw MongoError.Location(40241, $"The $bucketAuto 'buckets' field must be a numeric value, but found type: {value.Type.Alias()}.");
                    if (!Numbers.TryInt32(value, out buckets)) throw MongoError.Location(40242, $"The $bucketAuto 'buckets' field must be representable as a 32-bit integer, but found {value}");
                    if (buckets <= 0) throw MongoError.Location(40243, $"The $bucketAuto 'buckets' field must be greater than 0, but found: {value}");
                    break;
                case "output":
                    fields = BucketStage.ParseOutput(40244, "$bucketAuto", value, scope);
                    break;
                case "granularity":
                    throw MongoError.NotImplemented("docstore's $bucketAuto has no 'granularity': leave it out");
                default:
                    throw MongoError.Location(40245, $"Unrecognized option to $bucketAuto: {option}.");
            }
        }

        return groupBy is not null && buckets > 0 ? new(groupBy, buckets, fields) : throw MongoError.Location(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.");
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var variables = new Variables();
        var sorted = input.Select(document => (Key: groupBy.Evaluate(document, variables) is { IsMissing: false } value ? value : BsonValue.Null, Document: document))
            .OrderBy(pair => pair.Key, BsonComparer.Instance).ToList();
        var wanted = Math.Max(1, (int)Math.Round((double)sorted.Count / buckets, MidpointRounding.AwayFromZero));
        var start = 0;
        for (var bucket = 0; bucket < buckets && start < sorted.Count; bucket++)
        {
            var end = bucket == buckets - 1 ? sorted.Count : Math.Min(sorted.Count, start + wanted);
            while (end < sorted.Count && BsonComparer.Instance.Equals(sorted[end - 1].Key, sorted[end].Key)) end++;

            var accumulators = Array.ConvertAll(fields, field => field.Use.Create());
            for (var i = start; i < end; i++)
            {
                for (var f = 0; f < fields.Length; f++) accumulators[f].Add(fields[f].Use.Input.Evaluate(sorted[i].Document, variables));
            }

            // The upper end is the next bucket's lower one; the last bucket's is its own greatest value.
            var range = new BsonDocument { { "min", sorted[start].Key }, { "max", end < sorted.Count ? sorted[end].Key : sorted[^1].Key } };
            var result = new BsonDocument(fields.Length + 1) { { "_id", range } };
            for (var f = 0; f < fields.Length; f++) result.Add(fields[f].Field, accumulators[f].Result);
            yield return result;
            start = end;
        }
    }
}
