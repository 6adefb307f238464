using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$limit: n}</c> gives n documents and asks for no more.</summary>
internal sealed class LimitStage(long count) : Stage
{
    public override string Name => "$limit";

    public long Count => count;

    public static LimitStage Parse(BsonValue spec)
    {
        if (!Numbers.TryInt64(spec, out var count) || count < 0)
            throw MongoError.Location(5107201, $"invalid argument to $limit stage: Expected a non-negative whole number in: $limit: {spec}");
        return count > 0 ? new(count) : throw MongoError.Location(15958, "the limit must be positive");
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var given = 0L;
        foreach (var document in input)
        {
            yield return document;
            if (++given == count) yield break;
        }
    }
}
