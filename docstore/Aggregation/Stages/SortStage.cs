using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$sort: {a: 1, b: -1}}</c>. Needs all documents before it can give the first; with a <c>$limit</c> after it, it keeps no more than are asked for.</summary>
internal sealed class SortStage(SortOrder order) : Stage
{
    public override string Name => "$sort";

    public SortOrder Order => order;

    /// <summary>How many of the first documents are wanted: the pipeline's parser sees the limit.</summary>
    public int Wanted { get; internal set; } = int.MaxValue;

    public static SortStage Parse(BsonValue spec)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(15973, "the $sort key specification must be an object");
        if (spec.AsDocument.Count == 0) throw MongoError.Location(15976, "$sort stage must have at least one sort key");
        return new(SortOrder.Parse(spec.AsDocument));
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        foreach (var document in order.Sort(input, Wanted)) yield return document;
    }
}
