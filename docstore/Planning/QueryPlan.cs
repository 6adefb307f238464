using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning.Stages;

namespace StorageCourse.Docstore.Planning;

/// <summary>The plan that was chosen, ready to be run once.</summary>
/// <param name="Root">Its uppermost stage.</param>
/// <param name="Rejected">The other plans that would have done.</param>
/// <param name="Summary">As the profiler writes it: <c>IXSCAN { customer: 1 }</c>.</param>
/// <param name="Execution">What the run counts.</param>
internal sealed record QueryPlan(PlanStage Root, IReadOnlyList<PlanStage> Rejected, string Summary, Execution Execution)
{
    /// <summary>Runs it.</summary>
    public IEnumerable<Row> Rows()
    {
        while (Root.Next(out var row))
            yield return row;
    }

    /// <summary>Runs it and gives the documents alone.</summary>
    public IEnumerable<BsonDocument> Documents()
    {
        while (Root.Next(out var row))
            yield return row.Document!;
    }

    /// <summary>Runs a plan that only counts.</summary>
    public long Count()
    {
        Root.Next(out _);
        return Root switch { Stages.Count count => count.Counted, RecordStoreFastCount all => all.Counted, _ => 0 };
    }
}
