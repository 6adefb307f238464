using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$map $filter $reduce</c>: an expression for each item, which sees the item as a variable.</summary>
internal static class ArrayLoopOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$map"] = ParseMap,
        ["$filter"] = ParseFilter,
        ["$reduce"] = ParseReduce,
    };

    private static MapExpression ParseMap(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(16878, "$map only supports an object as its argument");
        BsonValue input = default, variable = "this", body = default;
        foreach (var (option, value) in spec.AsDocument)
        {
            if (option == "input") input = value;
            else if (option == "as") variable = value;
            else if (option == "in") body = value;
            else throw MongoError.Location(16879, $"Unrecognized parameter to $map: {option}");
        }

        if (input.IsMissing) throw MongoError.Location(16880, "Missing 'input' parameter to $map");
        if (body.IsMissing) throw MongoError.Location(16882, "Missing 'in' parameter to $map");
        var inner = parser.With(NameOf(variable), out var slot);
        return new(parser.Parse(input), slot, inner.Parse(body));
    }

    private static FilterExpression ParseFilter(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(28646, "$filter only supports an object as its argument");
        BsonValue input = default, variable = "this", condition = default, limit = default;
        foreach (var (option, value) in spec.AsDocument)
        {
            if (option == "input") input = value;
            else if (option == "as") variable = value;
            else if (option == "cond") condition = value;
            else if (option == "limit") limit = value;
            else throw MongoError.Location(28647, $"Unrecognized parameter to $filter: {option}");
        }

        if (input.IsMissing) throw MongoError.Location(28648, "Missing 'input' parameter to $filter");
        if (condition.IsMissing) throw MongoError.Location(28650, "Missing 'cond' parameter to $filter");
        var inner = parser.With(NameOf(variable), out var slot);
        return new(parser.Parse(input), slot, inner.Parse(condition), limit.IsMissing ? null : parser.Parse(limit));
    }

    private static ReduceExpression ParseReduce(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(40075, $"$reduce requires an object as an argument, found: {spec.Type.Alias()}");
        BsonValue input = default, initial = default, body = default;
        foreach (var (option, value) in spec.AsDocument)
        {
            if (option == "input") input = value;
            else if (option == "initialValue") initial = value;
            else if (option == "in") body = value;
            else throw MongoError.Location(40076, $"$reduce found an unknown argument: {option}");
        }

        if (input.IsMissing) throw MongoError.Location(40077, "$reduce requires 'input' to be specified");
        if (initial.IsMissing) throw MongoError.Location(40078, "$reduce requires 'initialValue' to be specified");
        if (body.IsMissing) throw MongoError.Location(40079, "$reduce requires 'in' to be specified");
        var inner = parser.With("this", out var item).With("value", out var value2);
        return new(parser.Parse(input), parser.Parse(initial), item, value2, inner.Parse(body));
    }

    private static string NameOf(BsonValue variable)
    {
        var name = variable.Type == BsonType.String ? variable.AsString : throw MongoError.TypeMismatch($"expected a string for 'as', got {variable.Type.Alias()}");
        VariableNames.Check(name);
        return name;
    }

    private sealed class MapExpression(Expression input, int slot, Expression body) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var value = input.Evaluate(root, variables);
            if (value.IsNullish) return BsonValue.Null;
            var array = ArrayOperators.Require(value, 16883, "input to $map must be an array not ");
            var results = new BsonArray();
            foreach (var item in array)
            {
                variables[slot] = item;
                var result = body.Evaluate(root, variables);
                results.Add(result.IsMissing ? BsonValue.Null : result);
            }

            return results;
        }
    }

    private sealed class FilterExpression(Expression input, int slot, Expression condition, Expression? limit) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var value = input.Evaluate(root, variables);
            if (value.IsNullish) return BsonValue.Null;
            var array = ArrayOperators.Require(value, 28651, "input to $filter must be an array not ");
            var most = int.MaxValue;
            if (limit?.Evaluate(root, variables) is { IsNullish: false } wanted && (!Numbers.TryInt32(wanted, out most) || most < 1))
                throw MongoError.Location(327391, $"$filter: limit must be represented as a 32-bit integral value greater than 0: {wanted}");
            var kept = new BsonArray();
            foreach (var item in array)
            {
                if (kept.Count == most) break;
                variables[slot] = item;
                if (condition.Evaluate(root, variables).IsTruthy) kept.Add(item);
            }

            return kept;
        }
    }

    private sealed class ReduceExpression(Expression input, Expression initial, int item, int value, Expression body) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var list = input.Evaluate(root, variables);
            if (list.IsNullish) return BsonValue.Null;
            var array = ArrayOperators.Require(list, 40080, "$reduce requires that 'input' be an array, found: ");
            var result = initial.Evaluate(root, variables);
            foreach (var next in array)
            {
                variables[item] = next;
                variables[value] = result;
                result = body.Evaluate(root, variables);
            }

            return result;
        }
    }
}
