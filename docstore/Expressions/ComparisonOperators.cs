using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$eq $ne $gt $gte $lt $lte $cmp</c>: by BSON's order, across types; unlike in a query, missing is less than null and an array is compared as a whole.</summary>
internal static class ComparisonOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$eq"] = Parse,
        ["$ne"] = Parse,
        ["$gt"] = Parse,
        ["$gte"] = Parse,
        ["$lt"] = Parse,
        ["$lte"] = Parse,
        ["$cmp"] = Operator.Binary((left, right) => Math.Sign(BsonComparer.Instance.Compare(left, right))),
    };

    private static ComparisonExpression Parse(string name, BsonValue spec, ExpressionParser parser)
    {
        var arguments = Operator.Exactly(2, name, parser.ParseArguments(spec));
        return new(name, arguments[0], arguments[1]);
    }
}

/// <summary>A comparison that is true or false. The planner looks at its sides.</summary>
internal sealed class ComparisonExpression(string name, Expression left, Expression right) : Expression
{
    public string Name => name;

    public Expression Left => left;

    public Expression Right => right;

    public override BsonValue Evaluate(BsonDocument root, Variables variables)
    {
        var order = BsonComparer.Instance.Compare(left.Evaluate(root, variables), right.Evaluate(root, variables));
        return name switch
        {
            "$eq" => order == 0,
            "$ne" => order != 0,
            "$gt" => order > 0,
            "$gte" => order >= 0,
            "$lt" => order < 0,
            _ => order <= 0,
        };
    }
}
