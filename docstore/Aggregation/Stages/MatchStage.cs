using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$match: query}</c> lets those documents pass that match.</summary>
internal sealed class MatchStage(Filter filter) : Stage
{
    public override string Name => "$match";

    public Filter Filter => filter;

    public static MatchStage Parse(BsonValue spec, QueryScope scope) => spec.Type == BsonType.Document
        ? new(Filter.Parse(spec.AsDocument, scope))
        : throw MongoError.Location(15959, "the match filter must be an expression in an object");

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        foreach (var document in input)
        {
            if (filter.Matches(document)) yield return document;
        }
    }
}
