using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>A pipeline that makes one document of one: what an update and <c>$merge</c> may be given.</summary>
internal sealed class UpdatePipeline
{
    private readonly List<Stage> stages;

    private UpdatePipeline(List<Stage> stages) => this.stages = stages;

    /// <exception cref="MongoError">InvalidOptions: a stage other than $addFields, $set, $project, $unset, $replaceRoot and $replaceWith.</exception>
    public static UpdatePipeline Parse(BsonArray stages, QueryScope scope)
    {
        var parsed = new List<Stage>(stages.Count);
        foreach (var spec in stages)
        {
            var stage = StageParser.Parse(spec, scope);
            parsed.Add(stage is AddFieldsStage or ProjectStage or UnsetStage or ReplaceRootStage
                ? stage
                : throw MongoError.InvalidOptions($"{stage.Name} is not allowed to be used within an update"));
        }

        return new(parsed);
    }

    /// <summary>The document that the stages make of this one, which stays as it is.</summary>
    public BsonDocument Apply(BsonDocument document)
    {
        IEnumerable<BsonDocument> documents = [document];
        foreach (var stage in stages) documents = stage.Run(documents, NoCollections);
        return documents.Single();
    }

    // None of these stages reads another collection.
    private static readonly PipelineRun NoCollections = new(null!, "", "");
}
