using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$out: "totals"}</c>: the documents take the place of all that the collection had. Where that fails, it stays as it was.</summary>
internal sealed class OutStage(OutputCollection target) : Stage
{
    public override string Name => "$out";

    public override bool IsSink => true;

    public static OutStage Parse(BsonValue spec) => new(OutputCollection.Parse("$out", spec, 16990));

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        run.Source.Replace(target.Database ?? run.Database, target.Collection, [.. input]);
        yield break;
    }
}

/// <summary>Where <c>$out</c> and <c>$merge</c> write to.</summary>
/// <param name="Database">Null for the database that the pipeline runs in.</param>
internal sealed record OutputCollection(string? Database, string Collection)
{
    /// <summary>Reads <c>"name"</c> or <c>{db: "shop", coll: "name"}</c>.</summary>
    public static OutputCollection Parse(string stage, BsonValue spec, int code)
    {
        if (spec.Type == BsonType.String && spec.AsString.Length > 0) return new(null, spec.AsString);
        if (spec.Type == BsonType.Document && spec.AsDocument is var parts && parts["coll"].Type == BsonType.String && parts["db"] is { IsMissing: true } or { Type: BsonType.String })
        {
            foreach (var (name, _) in parts)
            {
                if (name is not ("db" or "coll")) throw MongoError.Location(40415, $"BSON field '{stage}.{name}' is an unknown field.");
            }

            return new(parts["db"].IsMissing ? null : parts["db"].AsString, parts["coll"].AsString);
        }

        throw MongoError.Location(code, $"{stage} only supports a string or object argument, {{db: <database>, coll: <collection>}}, but found {spec}");
    }
}
