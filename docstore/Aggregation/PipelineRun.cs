using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>What the stages of one run share.</summary>
/// <param name="Source">Where other collections are read and written.</param>
/// <param name="Database">The database of the command.</param>
/// <param name="Collection">The collection that the pipeline reads; "" where it reads none (<c>aggregate: 1</c>).</param>
internal sealed record PipelineRun(IPipelineSource Source, string Database, string Collection)
{
    /// <summary>What inner pipelines gave that depend on no outer document.</summary>
    public Dictionary<LookupPipeline, List<BsonDocument>> KeptResults { get; } = [];
}
