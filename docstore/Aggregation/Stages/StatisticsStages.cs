using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$collStats: {count: {}, storageStats: {}}}</c>: one document about the collection. Sizes are in bytes unless a scale divides them.</summary>
internal sealed class CollStatsStage(bool count, double? scale) : Stage
{
    public override string Name => "$collStats";

    public override bool IsSource => true;

    public static CollStatsStage Parse(BsonValue spec)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(5447000, $"$collStats must take a nested object but found: {spec}");
        var count = false;
        double? scale = null;
        foreach (var (option, value) in spec.AsDocument)
        {
            if (value.Type != BsonType.Document) throw MongoError.TypeMismatch($"$collStats: {option} expects an object, got {value.Type.Alias()}");
            if (option == "count") count = true;
            else if (option == "storageStats") scale = value.AsDocument["scale"] is { IsNumber: true } divisor ? divisor.ToDouble() : 1;
            else throw MongoError.NotImplemented($"docstore's $collStats has 'count' and 'storageStats', not '{option}'");
        }

        return new(count, scale);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var statistics = run.Source.CollectionStats(run.Database, run.Collection);
        var result = new BsonDocument { { "ns", $"{run.Database}.{run.Collection}" }, { "localTime", DateTime.UtcNow } };
        if (scale is not null) result.Add("storageStats", Scaled(statistics));
        if (count) result.Add("count", statistics["count"]);
        yield return result;
    }

    private BsonDocument Scaled(BsonDocument statistics)
    {
        var scaled = new BsonDocument();
        foreach (var (name, value) in statistics)
        {
            if (name is "ns" or "ok") continue;
            var isSize = name is "size" or "storageSize" or "totalIndexSize" or "totalSize" or "freeStorageSize";
            scaled.Add(name, isSize ? Numbers.Integer((long)(value.ToDouble() / scale!.Value), BsonType.Int32) : value);
        }

        return scaled;
    }
}

/// <summary><c>{$indexStats: {}}</c>: one document for each index, with how often it was used.</summary>
internal sealed class IndexStatsStage : Stage
{
    public override string Name => "$indexStats";

    public override bool IsSource => true;

    public static IndexStatsStage Parse(BsonValue spec) => spec.Type == BsonType.Document && spec.AsDocument.Count == 0
        ? new()
        : throw MongoError.Location(28803, "The $indexStats stage specification must be an empty object");

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run) => run.Source.IndexStats(run.Database, run.Collection);
}
