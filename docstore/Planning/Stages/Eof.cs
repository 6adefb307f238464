namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>EOF: the collection does not exist.</summary>
internal sealed class Eof(Execution execution) : PlanStage(execution)
{
    /// <inheritdoc/>
    public override string Name => "EOF";

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        row = default;
        return false;
    }
}
