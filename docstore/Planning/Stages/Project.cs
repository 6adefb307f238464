using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>PROJECTION: what was asked for of each document. PROJECTION_SIMPLE is its name where only whole fields are taken or left out.</summary>
internal sealed class Project(Execution execution, PlanStage input, Projection projection, Filter filter) : PlanStage(execution, input)
{
    /// <inheritdoc/>
    public override string Name => projection.IsSimple ? "PROJECTION_SIMPLE" : "PROJECTION_DEFAULT";

    /// <inheritdoc/>
    protected override void Describe(BsonDocument plan) => plan.Add("transformBy", projection.ToDocument());

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        if (!Inputs[0].Next(out row))
            return false;
        MatchPosition? position = null;
        if (projection.NeedsPosition)
            filter.Matches(row.Document!, position = new());
        row.Document = projection.Apply(row.Document!, position);
        return true;
    }
}
