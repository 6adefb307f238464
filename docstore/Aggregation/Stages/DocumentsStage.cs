using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$documents: [{a: 1}, {a: 2}]}</c>: documents that stand in the pipeline itself.</summary>
internal sealed class DocumentsStage(Expression documents) : Stage
{
    public override string Name => "$documents";

    public override bool IsSource => true;

    public static DocumentsStage Parse(BsonValue spec, QueryScope scope) => new(Expression.Parse(spec, scope));

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var value = documents.Evaluate([], new Variables());
        if (value.Type != BsonType.Array) throw MongoError.Location(5858203, "an array is expected");
        foreach (var item in value.AsArray)
            yield return item.Type == BsonType.Document ? item.AsDocument : throw MongoError.Location(40228, $"$documents must be an array of objects, but found {item}");
    }
}
