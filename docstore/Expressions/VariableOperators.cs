using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$let $literal $const $rand</c></summary>
internal static class VariableOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$let"] = ParseLet,
        ["$literal"] = (_, spec, _) => new LiteralExpression(spec),
        ["$const"] = (_, spec, _) => new LiteralExpression(spec),
        ["$rand"] = ParseRandom,
    };

    private static LetExpression ParseLet(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(16874, "$let only supports an object as its argument");
        foreach (var (field, _) in spec.AsDocument)
        {
            if (field is not ("vars" or "in")) throw MongoError.Location(16875, $"Unrecognized parameter to $let: {field}");
        }

        if (!spec.AsDocument.TryGetValue("vars", out var vars)) throw MongoError.Location(16876, "Missing 'vars' parameter to $let");
        if (!spec.AsDocument.TryGetValue("in", out var body)) throw MongoError.Location(16877, "Missing 'in' parameter to $let");
        if (vars.Type != BsonType.Document) throw MongoError.Location(10065, $"invalid parameter: expected an object (vars), got {vars.Type.Alias()}");

        // The variables do not see each other, only what is outside.
        var inner = parser;
        var bound = new List<(int Slot, Expression Value)>();
        foreach (var (variable, value) in vars.AsDocument)
        {
            VariableNames.Check(variable);
            inner = inner.With(variable, out var slot);
            bound.Add((slot, parser.Parse(value)));
        }

        return new([.. bound], inner.Parse(body));
    }

    private static RandomExpression ParseRandom(string name, BsonValue spec, ExpressionParser parser) =>
        spec is { Type: BsonType.Document } && spec.AsDocument.Count == 0 || spec is { Type: BsonType.Array } && spec.AsArray.Count == 0
            ? new()
            : throw MongoError.Location(3040501, "$rand does not currently accept arguments");

    private sealed class LetExpression((int Slot, Expression Value)[] bound, Expression body) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var values = new BsonValue[bound.Length];
            for (var i = 0; i < bound.Length; i++) values[i] = bound[i].Value.Evaluate(root, variables);
            for (var i = 0; i < bound.Length; i++) variables[bound[i].Slot] = values[i];
            return body.Evaluate(root, variables);
        }
    }

    /// <summary>A double from 0 up to but not including 1, another for each document.</summary>
    private sealed class RandomExpression : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables) => Random.Shared.NextDouble();
    }
}
