using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>
/// IXSCAN: goes through the entries of an index that lie within bounds, in the index's order or against it.
/// Between two batches the lock is free and the tree may change: the scan then seeks the entry after the last one that it gave.
/// </summary>
internal sealed class IndexScan(Execution execution, Collection collection, Storage.Index index, IndexBounds bounds, bool reads, bool isCount = false) : PlanStage(execution)
{
    private const int LargestBatch = 512;

    // A document of a multikey index may have several entries within the bounds; it is given once.
    private readonly HashSet<long>? given = index.IsMultikey ? [] : null;
    private readonly Queue<(Row Row, int Keys)> batch = new();
    private readonly bool isOneStretch = bounds.IsOneStretch;
    private BPlusTree.Position position;
    private IndexEntry last;
    private int version = -1;
    private bool begun;
    private bool finished;
    private int unreported;
    private int size = 8;
    private long keys;
    private long seeks;
    private long dropped;

    /// <summary>The index.</summary>
    public Storage.Index Index => index;

    /// <inheritdoc/>
    public override string Name => isCount ? "COUNT_SCAN" : "IXSCAN";

    /// <inheritdoc/>
    protected override void Describe(BsonDocument plan)
    {
        var specification = index.Specification;
        plan.Add("keyPattern", specification.Key.Clone());
        plan.Add("indexName", specification.Name);
        plan.Add("isMultiKey", index.IsMultikey);
        plan.Add("multiKeyPaths", MultikeyPaths());
        plan.Add("isUnique", specification.Unique);
        plan.Add("isSparse", specification.Sparse);
        plan.Add("isPartial", specification.PartialFilter is not null);
        plan.Add("indexVersion", 2);
        plan.Add("direction", bounds.IsBackward ? "backward" : "forward");
        plan.Add("indexBounds", bounds.ToDocument(specification.Fields));
    }

    /// <inheritdoc/>
    protected override void DescribeRun(BsonDocument statistics)
    {
        statistics.Add("keysExamined", keys);
        statistics.Add("seeks", seeks);
        statistics.Add("dupsTested", given is null ? 0 : Advanced + dropped);
        statistics.Add("dupsDropped", dropped);
    }

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        Dropped.Check(collection);
        while (batch.Count > 0 || Fill())
        {
            (row, var examined) = batch.Dequeue();
            Count(examined);
            if (given is null || given.Add(row.RecordId))
                return true;
            dropped++;
            Works++;
        }

        Count(unreported);
        unreported = 0;
        row = default;
        return false;
    }

    private void Count(int examined)
    {
        keys += examined;
        Execution.KeysExamined += examined;
    }

    private bool Fill()
    {
        if (finished)
            return false;
        Execution.CancellationToken.ThrowIfCancellationRequested();
        using var reading = collection.Read();
        Dropped.Check(collection, index);
        Restore();
        while (!finished && batch.Count < size)
        {
            if (!Step(out var entry))
            {
                finished = true;
                break;
            }

            var verdict = bounds.Check(entry, out var next);
            if (isOneStretch && verdict != IndexBounds.Verdict.Within)
            {
                // The end of the only stretch: the entry behind it is no part of the scan, and mongod does not count it either.
                finished = true;
                break;
            }

            unreported++;
            switch (verdict)
            {
                case IndexBounds.Verdict.Within:
                    last = entry;
                    batch.Enqueue((new() { RecordId = entry.RecordId, Entry = entry, Bytes = reads ? collection.Records[entry.RecordId] : null }, unreported));
                    unreported = 0;
                    break;
                case IndexBounds.Verdict.Seek:
                    Seek(next);
                    break;
                default:
                    finished = true;
                    break;
            }
        }

        version = index.Tree.Version;
        size = Math.Min(size * 2, LargestBatch);
        return batch.Count > 0;
    }

    private bool Step(out IndexEntry entry) => bounds.IsBackward ? position.Previous(out entry) : position.Next(out entry);

    private void Restore()
    {
        if (!begun)
        {
            begun = true;
            index.CountUse();
            if (bounds.IsEmpty)
                finished = true;
            else
                Seek(bounds.First());
        }
        else if (version != index.Tree.Version)
        {
            position = index.Tree.Seek(last, after: !bounds.IsBackward);
        }
    }

    private void Seek(IndexBounds.Seek to)
    {
        seeks++;
        // Against the order one begins behind the entries that are wanted.
        position = index.Tree.Seek(to.Values, after: to.PastEqual != bounds.IsBackward);
    }

    private BsonDocument MultikeyPaths()
    {
        var paths = new BsonDocument();
        for (var field = 0; field < index.Specification.Fields.Length; field++)
        {
            var name = index.Specification.Fields[field];
            var steps = name.Split('.');
            var arrays = new BsonArray();
            for (var step = 0; step < steps.Length; step++)
            {
                if ((index.ArrayStepsOf(field) & (1UL << step)) != 0)
                    arrays.Add(string.Join('.', steps[..(step + 1)]));
            }

            paths.Add(name, arrays);
        }

        return paths;
    }
}
