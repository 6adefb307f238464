using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>RECORD_STORE_FAST_COUNT: the number of all documents, which the collection knows.</summary>
internal sealed class RecordStoreFastCount(Execution execution, Collection collection) : PlanStage(execution)
{
    /// <inheritdoc/>
    public override string Name => "RECORD_STORE_FAST_COUNT";

    /// <summary>How many documents there are.</summary>
    public long Counted => collection.Count;

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        row = default;
        return false;
    }
}
