using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$unionWith: {coll: "archive", pipeline: [stages]}}</c>: after the documents come those of another collection; none is left out for being equal.</summary>
internal sealed class UnionWithStage(string collection, Pipeline pipeline) : Stage
{
    public override string Name => "$unionWith";

    public static UnionWithStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type == BsonType.String) return new(spec.AsString, Pipeline.Parse([], scope, within: "$unionWith"));
        if (spec.Type != BsonType.Document) throw MongoError.FailedToParse($"the $unionWith stage specification must be an object or string, but found {spec.Type.Alias()}");
        string? collection = null;
        BsonArray stages = [];
        foreach (var (option, value) in spec.AsDocument)
        {
            if (option == "coll" && value.Type == BsonType.String) collection = value.AsString;
            else if (option == "pipeline" && value.Type == BsonType.Array) stages = value.AsArray;
            else throw MongoError.Location(40415, $"BSON field '$unionWith.{option}' is an unknown field or of the wrong type: it takes 'coll', a string, and 'pipeline', an array");
        }

        if (collection is null && !LookupPipeline.MakesDocuments(stages)) throw MongoError.FailedToParse("$unionWith stage without explicit collection must have a pipeline with $documents as first stage");
        return new(collection ?? "", Pipeline.Parse(stages, scope, within: "$unionWith"));
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run) => input.Concat(pipeline.RunOn(collection, null, run));
}
