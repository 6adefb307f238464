using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>SORT: draws everything before it gives the first row. With a limit it keeps no more rows than that, in a heap whose top is the last of them.</summary>
internal sealed class Sort(Execution execution, PlanStage input, SortOrder order, long limit) : PlanStage(execution, input)
{
    private List<Row>? sorted;
    private int at;
    private long bytes;

    /// <inheritdoc/>
    public override string Name => "SORT";

    /// <inheritdoc/>
    protected override void Describe(BsonDocument plan)
    {
        plan.Add("sortPattern", order.ToDocument());
        plan.Add("memLimit", 104857600);
        if (limit > 0)
            plan.Add("limitAmount", limit);
        plan.Add("type", "simple");
    }

    /// <inheritdoc/>
    protected override void DescribeRun(BsonDocument statistics)
    {
        statistics.Add("totalDataSizeSorted", bytes);
        statistics.Add("usedDisk", false);
        statistics.Add("spills", 0);
    }

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        sorted ??= limit is > 0 and < int.MaxValue ? First((int)limit) : All();
        row = at < sorted.Count ? sorted[at] : default;
        if (at == sorted.Count)
            return false;
        sorted[at++] = default;
        return true;
    }

    private List<Row> All()
    {
        var rows = new List<(BsonValue[] Key, int Number, Row Row)>();
        while (Inputs[0].Next(out var row))
        {
            Works++;
            bytes += row.Bytes?.Length ?? row.Document!.ByteSize;
            rows.Add((order.KeyOf(row.Document!), rows.Count, row));
        }

        rows.Sort(InOrder);
        return rows.ConvertAll(entry => entry.Row);
    }

    private List<Row> First(int count)
    {
        var kept = new PriorityQueue<Row, (BsonValue[] Key, int Number, Row)>(Comparer<(BsonValue[] Key, int Number, Row)>.Create((left, right) => InOrder(right, left)));
        for (var number = 0; Inputs[0].Next(out var row); number++)
        {
            Works++;
            bytes += row.Bytes?.Length ?? row.Document!.ByteSize;
            var entry = (order.KeyOf(row.Document!), number, row);
            if (kept.Count < count)
                kept.Enqueue(row, entry);
            else
                kept.EnqueueDequeue(row, entry);
        }

        var rows = new List<Row>(kept.Count);
        while (kept.TryDequeue(out var last, out _))
            rows.Add(last);
        rows.Reverse();
        return rows;
    }

    /// <summary>Equal rows stay in the order in which they came.</summary>
    private int InOrder((BsonValue[] Key, int Number, Row Row) left, (BsonValue[] Key, int Number, Row Row) right)
    {
        var compared = order.CompareKeys(left.Key, right.Key);
        return compared != 0 ? compared : left.Number.CompareTo(right.Number);
    }
}
