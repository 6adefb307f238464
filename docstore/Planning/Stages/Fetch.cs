using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>
/// FETCH: the documents that index entries lead to, and the conditions that the index could not decide.
/// The bytes were taken together with the entry, under one lock: a document never fails to fit the entry that led to it.
/// </summary>
internal sealed class Fetch(Execution execution, PlanStage input, Filter? filter) : PlanStage(execution, input)
{
    private long docs;

    /// <inheritdoc/>
    public override string Name => "FETCH";

    /// <inheritdoc/>
    protected override void Describe(BsonDocument plan)
    {
        if (filter is not null)
            plan.Add("filter", filter.ToDocument());
    }

    /// <inheritdoc/>
    protected override void DescribeRun(BsonDocument statistics) => statistics.Add("docsExamined", docs);

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        while (Inputs[0].Next(out row))
        {
            docs++;
            Execution.DocsExamined++;
            row.Document = StoredDocument.Of(row.Bytes!);
            if (filter is null || filter.Matches(row.Document))
                return true;
            Works++;
        }

        return false;
    }
}
