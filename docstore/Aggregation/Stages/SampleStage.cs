using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$sample: {size: n}}</c> gives n documents by chance, each with the same chance, in random order.</summary>
internal sealed class SampleStage(long size) : Stage
{
    public override string Name => "$sample";

    public static SampleStage Parse(BsonValue spec)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(28745, "the $sample stage specification must be an object");
        foreach (var (field, _) in spec.AsDocument)
        {
            if (field != "size") throw MongoError.Location(28748, $"unrecognized option to $sample: {field}");
        }

        if (!spec.AsDocument.TryGetValue("size", out var size)) throw MongoError.Location(28749, "$sample stage must specify a size");
        if (!size.IsNumber) throw MongoError.Location(28746, "size argument to $sample must be a number");
        return size.ToInt64() > 0 ? new(size.ToInt64()) : throw MongoError.Location(28747, "size argument to $sample must be a positive integer");
    }

    // A reservoir: the nth document takes a random place among n, and is kept if that place is one of the first.
    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var kept = new List<BsonDocument>();
        var seen = 0L;
        foreach (var document in input)
        {
            var place = Random.Shared.NextInt64(++seen);
            if (kept.Count < size)
            {
                kept.Add(document);
                (kept[(int)place], kept[^1]) = (kept[^1], kept[(int)place]);
            }
            else if (place < size)
            {
                kept[(int)place] = document;
            }
        }

        foreach (var document in kept) yield return document;
    }
}
