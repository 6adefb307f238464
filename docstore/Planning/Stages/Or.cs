using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>OR: what any of its inputs gives, each document once.</summary>
internal sealed class Or(Execution execution, PlanStage[] inputs) : PlanStage(execution, inputs)
{
    private readonly HashSet<long> given = [];
    private int at;
    private long dropped;

    /// <inheritdoc/>
    public override string Name => "OR";

    /// <inheritdoc/>
    protected override void DescribeRun(BsonDocument statistics)
    {
        statistics.Add("dupsTested", given.Count + dropped);
        statistics.Add("dupsDropped", dropped);
    }

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        for (; at < Inputs.Count; at++)
        {
            while (Inputs[at].Next(out row))
            {
                if (given.Add(row.RecordId))
                    return true;
                dropped++;
                Works++;
            }
        }

        row = default;
        return false;
    }
}
