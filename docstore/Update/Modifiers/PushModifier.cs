using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Update;

/// <summary>$push: inserts elements, then sorts, then cuts.</summary>
internal sealed class PushModifier : Modifier
{
    private readonly List<BsonValue> values = [];
    private readonly long? position;
    private readonly long? slice;
    private readonly Comparison<BsonValue>? order;

    /// <exception cref="MongoError">BadValue: a modifier that $push has not, or one of the wrong type.</exception>
    public PushModifier(BsonValue argument)
    {
        if (argument.Type != BsonType.Document || !argument.AsDocument.TryGetValue("$each", out var each))
        {
            values.Add(argument);
            return;
        }

        if (each.Type != BsonType.Array)
            throw MongoError.BadValue($"The argument to $each in $push must be an array but it was of type: {each.Type.Alias()}");
        values.AddRange(each.AsArray);
        foreach (var (name, value) in argument.AsDocument)
        {
            switch (name)
            {
                case "$each":
                    break;
                case "$position":
                    position = WholeNumber.TryExact(value, out var at) ? at : throw MongoError.BadValue($"The value for $position must be an integer value, not of type: {value.Type.Alias()}");
                    break;
                case "$slice":
                    slice = WholeNumber.TryExact(value, out var count) ? count : throw MongoError.BadValue($"The value for $slice must be an integer value but was given type: {value.Type.Alias()}");
                    break;
                case "$sort":
                    order = Order(value);
                    break;
                default:
                    throw MongoError.BadValue($"Unrecognized clause in $push: {name}");
            }
        }
    }

    public override BsonValue Apply(BsonValue value, Place at)
    {
        if (!value.IsMissing && value.Type != BsonType.Array)
            throw MongoError.BadValue($"The field '{at.Path}' must be an array but is of type {value.Type.Alias()} in document {at.Document}");
        var elements = value.IsMissing ? [] : new List<BsonValue>(value.AsArray);
        elements.InsertRange((int)Math.Clamp(position is < 0 ? elements.Count + position.Value : position ?? elements.Count, 0, elements.Count), values);
        if (order is not null)
            elements = [.. elements.Order(Comparer<BsonValue>.Create(order))];
        if (slice is >= 0 and var first && first < elements.Count)
            elements.RemoveRange((int)first, elements.Count - (int)first);
        else if (slice is < 0 and var last && -last < elements.Count)
            elements.RemoveRange(0, elements.Count + (int)last);
        return new BsonArray(elements);
    }

    // The sort of List is not stable; Order is.
    private static Comparison<BsonValue> Order(BsonValue sort)
    {
        if (sort.IsNumber && sort.ToDouble() is 1 or -1)
        {
            var sign = (int)sort.ToDouble();
            return (left, right) => sign * BsonComparer.Instance.Compare(left, right);
        }

        if (sort.Type != BsonType.Document)
            throw MongoError.BadValue("The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields");
        if (sort.AsDocument.Count == 0)
            throw MongoError.BadValue("The $sort pattern is empty when it should be a set of fields.");
        foreach (var (name, direction) in sort.AsDocument)
        {
            if (!direction.IsNumber || direction.ToDouble() is not (1 or -1))
                throw MongoError.BadValue("The $sort element value must be either 1 or -1");
            if (name.Length == 0 || name.Split('.').Contains(""))
                throw MongoError.BadValue($"The $sort field is a dotted field but has an empty part: {name}");
        }

        var fields = SortOrder.Parse(sort.AsDocument);
        return (left, right) => fields.Compare(Fields(left), Fields(right));
    }

    private static BsonDocument Fields(in BsonValue value) => value.Type == BsonType.Document ? value.AsDocument : [];
}
