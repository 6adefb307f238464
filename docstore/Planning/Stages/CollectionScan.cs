using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>COLLSCAN: looks at every document in the order of insertion, or against it. The lock is held while a few hundred references are taken, not while they are looked at.</summary>
internal sealed class CollectionScan(Execution execution, Collection collection, Filter? filter, bool backward) : PlanStage(execution)
{
    private const int LargestBatch = 512;

    private readonly Queue<(long Id, byte[] Bytes)> batch = new();
    private long next = backward ? long.MaxValue : 0;
    private int size = 16;
    private long docs;

    /// <inheritdoc/>
    public override string Name => "COLLSCAN";

    /// <inheritdoc/>
    protected override void Describe(BsonDocument plan)
    {
        if (filter is not null)
            plan.Add("filter", filter.ToDocument());
        plan.Add("direction", backward ? "backward" : "forward");
    }

    /// <inheritdoc/>
    protected override void DescribeRun(BsonDocument statistics) => statistics.Add("docsExamined", docs);

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        Dropped.Check(collection);
        while (batch.Count > 0 || Fill())
        {
            var (id, bytes) = batch.Dequeue();
            docs++;
            Execution.DocsExamined++;
            var document = StoredDocument.Of(bytes);
            if (filter is null || filter.Matches(document))
            {
                row = new() { RecordId = id, Bytes = bytes, Document = document };
                return true;
            }

            Works++;
        }

        row = default;
        return false;
    }

    private bool Fill()
    {
        Execution.CancellationToken.ThrowIfCancellationRequested();
        using var reading = collection.Read();
        Dropped.Check(collection);
        while (batch.Count < size && next >= 0)
        {
            var id = backward ? collection.Records.LastFrom(next) : collection.Records.FirstFrom(next);
            if (id < 0)
            {
                next = -1;
                break;
            }

            batch.Enqueue((id, collection.Records[id]!));
            next = backward ? id - 1 : id + 1;
        }

        size = Math.Min(size * 2, LargestBatch);
        return batch.Count > 0;
    }
}
