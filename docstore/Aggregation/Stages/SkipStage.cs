using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$skip: n}</c> leaves the first n documents out.</summary>
internal sealed class SkipStage(long count) : Stage
{
    public override string Name => "$skip";

    public long Count => count;

    public static SkipStage Parse(BsonValue spec) => Numbers.TryInt64(spec, out var count) && count >= 0
        ? new(count)
        : throw MongoError.Location(5107200, $"invalid argument to $skip stage: Expected a non-negative whole number in: $skip: {spec}");

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var left = count;
        foreach (var document in input)
        {
            if (left > 0) left--;
            else yield return document;
        }
    }
}
