using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$top $topN $bottom $bottomN</c>: what is first, or last, in an order of their own: <c>{sortBy: {score: -1}, output: "$name", n: 3}</c>.</summary>
internal sealed class TopAccumulator(SortOrder order, int count, bool takesFirst, bool isSingle) : Accumulator
{
    private readonly List<(BsonValue[] Key, BsonValue Output)> best = [];

    public static AccumulatorUse Parse(string name, BsonValue spec, QueryScope scope, bool takesFirst)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(5788001, $"specification must be an object; found {name}: {spec}");
        var isSingle = !name.EndsWith('N');
        SortOrder? order = null;
        BsonValue output = default;
        Expression? count = isSingle ? new LiteralExpression(1) : null;
        foreach (var (field, value) in spec.AsDocument)
        {
            if (field == "sortBy") order = value.Type == BsonType.Document ? SortOrder.Parse(value.AsDocument) : throw MongoError.Location(5788604, $"expected 'sortBy' to already be an object in the arguments to {name}");
            else if (field == "output") output = value;
            else if (field == "n" && !isSingle) count = Expression.Parse(value, scope);
            else throw MongoError.Location(5788002, $"Unknown argument to {name}: {field}");
        }

        if (count is null) throw MongoError.Location(5788003, $"Missing value for 'n' in {name}");
        if (output.IsMissing) throw MongoError.Location(5788004, $"Missing value for 'output' in {name}");
        if (order is null) throw MongoError.Location(5788005, $"Missing value for 'sortBy' in {name}");

        // The document goes with the output: the order is by the document's fields.
        var input = new ArrayExpression([new RootExpression(), Expression.Parse(output, scope)]);
        return new(input, group => new TopAccumulator(order, Accumulators.CountOf(count.Evaluate(group, new Variables())), takesFirst, isSingle));
    }

    // Of equals the one that came first stays first.
    public override void Add(BsonValue value)
    {
        var key = order.KeyOf(value.AsArray[0].AsDocument);
        var at = best.Count;
        while (at > 0 && order.CompareKeys(key, best[at - 1].Key) < 0) at--;
        best.Insert(at, (key, value.AsArray[1]));
        if (best.Count > count) best.RemoveAt(takesFirst ? count : 0);
    }

    public override BsonValue Result
    {
        get
        {
            if (isSingle) return best.Count > 0 ? best[0].Output : BsonValue.Null;
            var outputs = new BsonArray(best.Count);
            foreach (var (_, output) in best) outputs.Add(output);
            return outputs;
        }
    }
}
