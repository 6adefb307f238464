using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$and $or $not</c>, by MongoDB's truth: all but false, 0, null and missing is true. And and or stop at the first value that decides.</summary>
internal static class BooleanOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$and"] = (_, spec, parser) => new AndExpression(parser.ParseArguments(spec)),
        ["$or"] = (_, spec, parser) => new OrExpression(parser.ParseArguments(spec)),
        ["$not"] = Operator.Unary(value => !value.IsTruthy),
    };

    private sealed class OrExpression(Expression[] parts) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            foreach (var part in parts)
            {
                if (part.Evaluate(root, variables).IsTruthy) return true;
            }

            return false;
        }
    }
}

/// <summary><c>$and</c>. The planner looks at its parts.</summary>
internal sealed class AndExpression(Expression[] parts) : Expression
{
    public IReadOnlyList<Expression> Parts => parts;

    public override BsonValue Evaluate(BsonDocument root, Variables variables)
    {
        foreach (var part in parts)
        {
            if (!part.Evaluate(root, variables).IsTruthy) return false;
        }

        return true;
    }
}
