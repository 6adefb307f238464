using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>COUNT: draws rows, after a skip and up to a limit, and gives none but their number.</summary>
internal sealed class Count(Execution execution, PlanStage input, long skip, long limit) : PlanStage(execution, input)
{
    /// <inheritdoc/>
    public override string Name => "COUNT";

    /// <summary>How many rows there were.</summary>
    public long Counted { get; private set; }

    /// <inheritdoc/>
    protected override void DescribeRun(BsonDocument statistics)
    {
        statistics.Add("nCounted", Counted);
        statistics.Add("nSkipped", skip);
    }

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        long rows = 0;
        while ((limit == 0 || rows < skip + limit) && Inputs[0].Next(out row))
        {
            rows++;
            Works++;
        }

        Counted = Math.Max(0, rows - skip);
        row = default;
        return false;
    }
}
