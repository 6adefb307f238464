using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$push</c>: all values in their order; a missing one is passed over, null is not.</summary>
internal sealed class PushAccumulator : Accumulator
{
    private readonly List<BsonValue> values = [];

    public override void Add(BsonValue value)
    {
        if (!value.IsMissing) values.Add(value);
    }

    public override BsonValue Result => new BsonArray(values);
}

/// <summary><c>$addToSet</c>: each value once, in the order of first appearance (MongoDB promises no order).</summary>
internal sealed class AddToSetAccumulator : Accumulator
{
    private readonly HashSet<BsonValue> seen = new(BsonComparer.Instance);
    private readonly List<BsonValue> values = [];

    public override void Add(BsonValue value)
    {
        if (!value.IsMissing && seen.Add(value)) values.Add(value);
    }

    public override BsonValue Result => new BsonArray(values);
}

/// <summary><c>$mergeObjects</c>: fields of later documents win; null and missing are passed over.</summary>
internal sealed class MergeObjectsAccumulator : Accumulator
{
    private readonly BsonDocument merged = [];

    public override void Add(BsonValue value)
    {
        if (value.IsNullish) return;
        if (value.Type != BsonType.Document)
            throw MongoError.Location(40400, $"$mergeObjects requires object inputs, but input {value} is of type {value.Type.Alias()}");
        foreach (var (name, field) in value.AsDocument) merged[name] = field;
    }

    public override BsonValue Result => merged.Clone();
}
