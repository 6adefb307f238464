using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Update;

/// <summary>An update by an aggregation pipeline of those stages that make one document of one.</summary>
internal sealed class PipelineUpdate : UpdateProgram
{
    private static readonly HashSet<string> Allowed = ["$addFields", "$set", "$project", "$unset", "$replaceRoot", "$replaceWith"];
    private readonly Pipeline pipeline;

    /// <exception cref="MongoError">InvalidOptions: a stage that is not for updates. And what a pipeline's parser throws.</exception>
    public PipelineUpdate(BsonArray stages, QueryScope scope)
    {
        foreach (var stage in stages)
        {
            if (stage.Type == BsonType.Document && stage.AsDocument is [var (name, _)] && StageParser.Has(name) && !Allowed.Contains(name))
                throw MongoError.InvalidOptions($"{name} is not allowed to be used within an update");
        }

        pipeline = Pipeline.Parse(stages, scope);
    }

    protected override BsonDocument Run(BsonDocument original, MatchPosition? position, bool isUpsert)
    {
        // None of the stages reads a collection, so there is no source.
        var updated = pipeline.Run([original], new PipelineRun(null!, "", "")).Single();
        if (updated["_id"].IsMissing && original["_id"] is { IsMissing: false } id)
        {
            updated = updated.Clone();
            updated.Insert(0, "_id", id);
        }

        return updated.Equals(original) ? original : updated;
    }
}
