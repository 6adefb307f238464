using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>A step of a pipeline: documents in, documents out. Parsed once, then it may run many times.</summary>
internal abstract class Stage
{
    /// <summary>The stage's name with its dollar sign, such as <c>$match</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Takes documents as they are asked for and hands on its own. Changes no document that it was given.</summary>
    public abstract IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run);

    /// <summary>Whether it makes documents itself, so that it must come first ($documents, $collStats, $indexStats).</summary>
    public virtual bool IsSource => false;

    /// <summary>Whether it writes to a collection, so that it must come last ($out, $merge).</summary>
    public virtual bool IsSink => false;

    /// <summary>The stage as one would write it again, for explain.</summary>
    public BsonDocument Specification { get; internal set; } = [];
}
