using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>IDHACK: one document by its _id; there is nothing to choose or to compare.</summary>
internal sealed class IdHack(Execution execution, Collection collection, BsonValue id) : PlanStage(execution)
{
    private bool done;
    private long keys;

    /// <inheritdoc/>
    public override string Name => "IDHACK";

    /// <inheritdoc/>
    protected override void DescribeRun(BsonDocument statistics)
    {
        statistics.Add("keysExamined", keys);
        statistics.Add("docsExamined", keys);
    }

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        row = default;
        if (done)
            return false;
        done = true;
        using var reading = collection.Read();
        Dropped.Check(collection);
        var index = collection.Indexes[0];
        index.CountUse();
        if (!index.Tree.Seek([id], after: false).Next(out var entry) || BsonComparer.Instance.Compare(entry[0], id) != 0)
            return false;
        keys++;
        Execution.KeysExamined++;
        Execution.DocsExamined++;
        var bytes = collection.Records[entry.RecordId]!;
        row = new() { RecordId = entry.RecordId, Bytes = bytes, Document = StoredDocument.Of(bytes) };
        return true;
    }
}
