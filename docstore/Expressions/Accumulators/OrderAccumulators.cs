using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$min</c> and <c>$max</c> by BSON's order; null and missing are passed over, and null is the result where there was nothing else.</summary>
internal sealed class ExtremeAccumulator(int sign) : Accumulator
{
    private BsonValue best;

    public override void Add(BsonValue value)
    {
        if (value.IsNullish) return;
        if (best.IsMissing || BsonComparer.Instance.Compare(value, best) * sign > 0) best = value;
    }

    public override BsonValue Result => best.IsMissing ? BsonValue.Null : best;
}

/// <summary><c>$minN</c> and <c>$maxN</c>: the best first; null and missing are passed over.</summary>
internal sealed class ExtremeNAccumulator(int count, int sign) : Accumulator
{
    private readonly List<BsonValue> best = [];

    public override void Add(BsonValue value)
    {
        if (value.IsNullish) return;
        var at = best.Count;
        while (at > 0 && BsonComparer.Instance.Compare(value, best[at - 1]) * sign > 0) at--;
        if (at == count) return;
        best.Insert(at, value);
        if (best.Count > count) best.RemoveAt(count);
    }

    public override BsonValue Result => new BsonArray(best);
}

/// <summary><c>$first</c>: of the first document, null where it has no such field.</summary>
internal sealed class FirstAccumulator : Accumulator
{
    private BsonValue first;
    private bool any;

    public override void Add(BsonValue value)
    {
        if (any) return;
        any = true;
        first = value;
    }

    public override BsonValue Result => first.IsMissing ? BsonValue.Null : first;
}

/// <summary><c>$last</c>: of the last document, null where it has no such field.</summary>
internal sealed class LastAccumulator : Accumulator
{
    private BsonValue last;

    public override void Add(BsonValue value) => last = value;

    public override BsonValue Result => last.IsMissing ? BsonValue.Null : last;
}

/// <summary><c>$firstN</c>: a missing value counts as null.</summary>
internal sealed class FirstNAccumulator(int count) : Accumulator
{
    private readonly List<BsonValue> first = [];

    public override void Add(BsonValue value)
    {
        if (first.Count < count) first.Add(value.IsMissing ? BsonValue.Null : value);
    }

    public override BsonValue Result => new BsonArray(first);
}

/// <summary><c>$lastN</c>: a missing value counts as null.</summary>
internal sealed class LastNAccumulator(int count) : Accumulator
{
    private readonly Queue<BsonValue> last = [];

    public override void Add(BsonValue value)
    {
        if (last.Count == count) last.Dequeue();
        last.Enqueue(value.IsMissing ? BsonValue.Null : value);
    }

    public override BsonValue Result => new BsonArray(last);
}
