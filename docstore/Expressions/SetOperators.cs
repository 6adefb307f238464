using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Arrays as sets: order and repetition do not count. Results come in BSON's order (MongoDB promises none).</summary>
internal static class SetOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$setUnion"] = Operator.Many(Union),
        ["$setIntersection"] = Operator.Many(Intersection),
        ["$setDifference"] = Operator.Binary(Difference),
        ["$setEquals"] = Operator.Many(Equal, 2),
        ["$setIsSubset"] = Operator.Binary((left, right) => SetOf(left, 17046, "both operands of $setIsSubset must be arrays. First argument is of type: ").IsSubsetOf(SetOf(right, 17042, "both operands of $setIsSubset must be arrays. Second argument is of type: "))),
        ["$allElementsTrue"] = Operator.Unary(array => ArrayOperators.Require(array, 17040, "$allElementsTrue's argument must be an array, but is ").All(item => item.IsTruthy)),
        ["$anyElementTrue"] = Operator.Unary(array => ArrayOperators.Require(array, 17041, "$anyElementTrue's argument must be an array, but is ").Any(item => item.IsTruthy)),
    };

    private static SortedSet<BsonValue> SetOf(BsonValue value, int code, string message) => new(ArrayOperators.Require(value, code, message), BsonComparer.Instance);

    private static BsonValue Union(BsonValue[] values)
    {
        var union = new SortedSet<BsonValue>(BsonComparer.Instance);
        foreach (var value in values)
        {
            if (value.IsNullish) return BsonValue.Null;
            union.UnionWith(ArrayOperators.Require(value, 17043, "All operands of $setUnion must be arrays. One argument is of type: "));
        }

        return new BsonArray(union);
    }

    private static BsonValue Intersection(BsonValue[] values)
    {
        SortedSet<BsonValue>? common = null;
        foreach (var value in values)
        {
            if (value.IsNullish) return BsonValue.Null;
            var set = SetOf(value, 17047, "All operands of $setIntersection must be arrays. One argument is of type: ");
            if (common is null) common = set;
            else common.IntersectWith(set);
        }

        return new BsonArray(common ?? []);
    }

    // What is left keeps its order.
    private static BsonValue Difference(BsonValue left, BsonValue right)
    {
        if (left.IsNullish || right.IsNullish) return BsonValue.Null;
        var from = ArrayOperators.Require(left, 17048, "both operands of $setDifference must be arrays. First argument is of type: ");
        var without = SetOf(right, 17049, "both operands of $setDifference must be arrays. Second argument is of type: ");
        return new BsonArray(from.Where(without.Add));
    }

    private static BsonValue Equal(BsonValue[] values)
    {
        SortedSet<BsonValue>? first = null;
        var equal = true;
        foreach (var value in values)
        {
            var set = SetOf(value, 17044, "All operands of $setEquals must be arrays. One argument is of type: ");
            if (first is null) first = set;
            else equal &= first.SetEquals(set);
        }

        return equal;
    }
}
