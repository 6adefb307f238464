using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$facet: {byTown: [stages], byYear: [stages]}}</c>: several pipelines over the same documents; one document with an array for each.</summary>
internal sealed class FacetStage((string Field, Pipeline Pipeline)[] facets) : Stage
{
    public override string Name => "$facet";

    public static FacetStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document || spec.AsDocument.Count == 0) throw MongoError.Location(40169, $"the $facet specification must be a non-empty object, got {spec}");
        var facets = new List<(string, Pipeline)>();
        foreach (var (field, stages) in spec.AsDocument)
        {
            if (stages.Type != BsonType.Array) throw MongoError.Location(40170, $"arguments to $facet must be arrays, {field} is type {stages.Type.Alias()}");
            if (field.StartsWith('$') || field.Contains('.')) throw MongoError.FailedToParse($"$facet's fields are the names of outputs, got '{field}'");
            facets.Add((field, Pipeline.Parse(stages.AsArray, scope, within: "$facet")));
        }

        return new([.. facets]);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var documents = input.ToList();
        var result = new BsonDocument(facets.Length);
        foreach (var (field, pipeline) in facets) result.Add(field, new BsonArray(pipeline.Run(documents, run).Select(document => (BsonValue)document)));
        yield return result;
    }
}
