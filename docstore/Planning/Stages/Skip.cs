using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>SKIP: leaves out the first rows, which have to be found all the same.</summary>
internal sealed class Skip(Execution execution, PlanStage input, long amount) : PlanStage(execution, input)
{
    private long done;

    /// <inheritdoc/>
    public override string Name => "SKIP";

    /// <inheritdoc/>
    protected override void Describe(BsonDocument plan) => plan.Add("skipAmount", amount);

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        for (; done < amount && Inputs[0].Next(out row); done++)
            Works++;
        return Inputs[0].Next(out row);
    }
}
