using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$count: "name"}</c> gives one document with the number of documents, and none where there are none.</summary>
internal sealed class CountStage(string field) : Stage
{
    public override string Name => "$count";

    public static CountStage Parse(BsonValue spec)
    {
        if (spec.Type != BsonType.String) throw MongoError.Location(40156, "the count field must be a non-empty string");
        var field = spec.AsString;
        if (field.Length == 0) throw MongoError.Location(40157, "the count field must be a non-empty string");
        if (field.StartsWith('$')) throw MongoError.Location(40158, "the count field cannot be a $-prefixed path");
        if (field.Contains('.')) throw MongoError.Location(40160, "the count field cannot contain '.'");
        return new(field);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var count = 0L;
        foreach (var _ in input) count++;
        if (count > 0) yield return new BsonDocument { { field, Numbers.Integer(count, BsonType.Int32) } };
    }
}
