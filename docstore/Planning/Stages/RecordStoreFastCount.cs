using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>RECORD_STORE_FAST_COUNT: the number of all documents, which the collection knows.</summary>
internal sealed class RecordStoreFastCount(Execution execution, Collection collection, long skip, long limit) : PlanStage(execution)
{
    /// <inheritdoc/>
    public override string Name => "RECORD_STORE_FAST_COUNT";

    /// <summary>How many documents there are after the skip, up to the limit.</summary>
    public long Counted
    {
        get
        {
            var left = Math.Max(0, collection.Count - skip);
            return limit == 0 ? left : Math.Min(left, limit);
        }
    }

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        row = default;
        return false;
    }
}
