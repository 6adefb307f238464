using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$cond $ifNull $switch</c>: only the branch that is taken is evaluated.</summary>
internal static class ConditionalOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$cond"] = ParseCond,
        ["$ifNull"] = ParseIfNull,
        ["$switch"] = ParseSwitch,
    };

    private static CondExpression ParseCond(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document)
        {
            var arguments = Operator.Exactly(3, name, parser.ParseArguments(spec));
            return new(arguments[0], arguments[1], arguments[2]);
        }

        Expression? test = null, then = null, otherwise = null;
        foreach (var (field, value) in spec.AsDocument)
        {
            switch (field)
            {
                case "if": test = parser.Parse(value); break;
                case "then": then = parser.Parse(value); break;
                case "else": otherwise = parser.Parse(value); break;
                default: throw MongoError.Location(17083, $"Unrecognized parameter to $cond: {field}");
            }
        }

        return new(
            test ?? throw MongoError.Location(17080, "Missing 'if' parameter to $cond"),
            then ?? throw MongoError.Location(17081, "Missing 'then' parameter to $cond"),
            otherwise ?? throw MongoError.Location(17082, "Missing 'else' parameter to $cond"));
    }

    private static IfNullExpression ParseIfNull(string name, BsonValue spec, ExpressionParser parser)
    {
        var arguments = parser.ParseArguments(spec);
        return arguments.Length >= 2 ? new(arguments) : throw MongoError.Location(1257300, $"$ifNull needs at least two arguments, had: {arguments.Length}");
    }

    private static SwitchExpression ParseSwitch(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(40060, $"$switch requires an object as an argument, found: {spec.Type.Alias()}");
        var branches = new List<(Expression Case, Expression Then)>();
        Expression? otherwise = null;
        foreach (var (field, value) in spec.AsDocument)
        {
            if (field == "default") otherwise = parser.Parse(value);
            else if (field != "branches") throw MongoError.Location(40067, $"$switch found an unknown argument: {field}");
            else if (value.Type != BsonType.Array) throw MongoError.Location(40061, $"$switch expected an array for 'branches', found: {value.Type.Alias()}");
            else branches.AddRange(value.AsArray.Select(branch => ParseBranch(branch, parser)));
        }

        return branches.Count > 0 ? new([.. branches], otherwise) : throw MongoError.Location(40068, "$switch requires at least one branch.");
    }

    private static (Expression Case, Expression Then) ParseBranch(BsonValue branch, ExpressionParser parser)
    {
        if (branch.Type != BsonType.Document) throw MongoError.Location(40062, $"$switch expected each branch to be an object, found: {branch.Type.Alias()}");
        Expression? test = null, then = null;
        foreach (var (field, value) in branch.AsDocument)
        {
            if (field == "case") test = parser.Parse(value);
            else if (field == "then") then = parser.Parse(value);
            else throw MongoError.Location(40063, $"$switch found an unknown argument to a branch: {field}");
        }

        return (test ?? throw MongoError.Location(40064, "$switch requires each branch have a 'case' expression"),
            then ?? throw MongoError.Location(40065, "$switch requires each branch have a 'then' expression."));
    }

    private sealed class CondExpression(Expression test, Expression then, Expression otherwise) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables) =>
            (test.Evaluate(root, variables).IsTruthy ? then : otherwise).Evaluate(root, variables);
    }

    private sealed class IfNullExpression(Expression[] choices) : Expression
    {
        // The last is given as it is, missing too.
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            for (var i = 0; i < choices.Length - 1; i++)
            {
                var value = choices[i].Evaluate(root, variables);
                if (!value.IsNullish) return value;
            }

            return choices[^1].Evaluate(root, variables);
        }
    }

    private sealed class SwitchExpression((Expression Case, Expression Then)[] branches, Expression? otherwise) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            foreach (var (test, then) in branches)
            {
                if (test.Evaluate(root, variables).IsTruthy) return then.Evaluate(root, variables);
            }

            return otherwise is not null
                ? otherwise.Evaluate(root, variables)
                : throw MongoError.Location(40066, "$switch could not find a matching branch for an input, and no default was specified.");
        }
    }
}
