using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>$eq $ne $gt $gte $lt $lte $cmp</c>: by BSON's order, across types; unlike in a query, missing is less than null and an array is compared as a whole.</summary>
internal static class ComparisonOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$eq"] = Comparing(order => order == 0),
        ["$ne"] = Comparing(order => order != 0),
        ["$gt"] = Comparing(order => order > 0),
        ["$gte"] = Comparing(order => order >= 0),
        ["$lt"] = Comparing(order => order < 0),
        ["$lte"] = Comparing(order => order <= 0),
        ["$cmp"] = Operator.Binary((left, right) => Math.Sign(BsonComparer.Instance.Compare(left, right))),
    };

    private static OperatorParser Comparing(Func<int, bool> holds) => Operator.Binary((left, right) => holds(BsonComparer.Instance.Compare(left, right)));
}
