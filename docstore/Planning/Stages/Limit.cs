using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>LIMIT: asks for no more rows than that.</summary>
internal sealed class Limit(Execution execution, PlanStage input, long amount) : PlanStage(execution, input)
{
    private long done;

    /// <inheritdoc/>
    public override string Name => "LIMIT";

    /// <inheritdoc/>
    protected override void Describe(BsonDocument plan) => plan.Add("limitAmount", amount);

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        row = default;
        return done++ < amount && Inputs[0].Next(out row);
    }
}
