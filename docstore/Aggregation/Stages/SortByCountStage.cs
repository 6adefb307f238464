using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$sortByCount: "$town"}</c>: short for a <c>$group</c> with a count and a <c>$sort</c> by it, the greatest first.</summary>
internal sealed class SortByCountStage(GroupStage group, SortStage sort) : Stage
{
    public override string Name => "$sortByCount";

    public static SortByCountStage Parse(BsonValue spec, QueryScope scope)
    {
        var isExpression = spec.Type == BsonType.Document ? spec.AsDocument.Count == 1 && spec.AsDocument[0].Name.StartsWith('$') : spec.Type == BsonType.String && spec.AsString.StartsWith('$');
        if (!isExpression)
        {
            throw spec.Type is BsonType.Document ? MongoError.Location(40147, $"the sortByCount field must be defined as a $-prefixed path or an expression inside an object, got {spec}")
                : MongoError.Location(40148, $"the sortByCount field must be defined as a $-prefixed path or an expression inside an object, got {spec}");
        }

        var group = GroupStage.Parse(new BsonDocument { { "_id", spec }, { "count", new BsonDocument { { "$sum", 1 } } } }, scope);
        return new(group, SortStage.Parse(new BsonDocument { { "count", -1 } }));
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run) => sort.Run(group.Run(input, run), run);
}
