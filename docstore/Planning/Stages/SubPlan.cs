namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>SUBPLAN: says that each branch of an $or was planned by itself.</summary>
internal sealed class SubPlan(Execution execution, PlanStage input) : PlanStage(execution, input)
{
    /// <inheritdoc/>
    public override string Name => "SUBPLAN";

    /// <inheritdoc/>
    protected override bool Produce(out Row row) => Inputs[0].Next(out row);
}
