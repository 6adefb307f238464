using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$mergeObjects $objectToArray $getField $setField $unsetField $bsonSize</c></summary>
internal static class ObjectOperators
{
    private static readonly NamedCodes SetCodes = new(4161100, 4161101, 4161102);

    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$mergeObjects"] = Operator.Many(Merge),
        ["$objectToArray"] = Operator.Unary(ToArray),
        ["$getField"] = ParseGetField,
        ["$setField"] = (name, spec, parser) => ParseSetField(name, spec, parser, ["field", "input", "value"]),
        ["$unsetField"] = (name, spec, parser) => ParseSetField(name, spec, parser, ["field", "input"]),
        ["$bsonSize"] = Operator.Unary(value => value.IsNullish ? BsonValue.Null : Require(value, 31393, "$bsonSize requires a document input, found: ").ByteSize),
    };

    private static BsonDocument Require(BsonValue value, int code, string message) => value.Type == BsonType.Document ? value.AsDocument : throw MongoError.Location(code, message + value.Type.Alias());

    // Of one argument that is an array, the documents in it are merged.
    private static BsonValue Merge(BsonValue[] values)
    {
        var merged = new MergeObjectsAccumulator();
        foreach (var value in values is [{ Type: BsonType.Array } list] ? list.AsArray : (IEnumerable<BsonValue>)values) merged.Add(value);
        return merged.Result;
    }

    private static BsonValue ToArray(BsonValue value)
    {
        if (value.IsNullish) return BsonValue.Null;
        var pairs = new BsonArray();
        foreach (var (name, field) in Require(value, 40390, "$objectToArray requires a document input, found: ")) pairs.Add(new BsonDocument { { "k", name }, { "v", field } });
        return pairs;
    }

    // The name is taken as it is: it may have dots and dollar signs.
    private static GetFieldExpression ParseGetField(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document || spec.AsDocument is { Count: > 0 } expression && expression[0].Name.StartsWith('$')) return new(FieldName(name, spec, parser), new RootExpression());
        var document = spec.AsDocument;
        foreach (var (option, _) in document)
        {
            if (option is not ("field" or "input")) throw MongoError.Location(3041701, $"$getField found an unknown argument: {option}");
        }

        if (!document.TryGetValue("field", out var field)) throw MongoError.Location(3041702, "$getField requires 'field' to be specified");
        return document.TryGetValue("input", out var input)
            ? new(FieldName(name, field, parser), parser.Parse(input))
            : throw MongoError.Location(3041703, "$getField requires 'input' to be specified");
    }

    private static SetFieldExpression ParseSetField(string name, BsonValue spec, ExpressionParser parser, string[] names)
    {
        var arguments = Operator.NamedArguments(name, spec, parser, names, [], SetCodes);
        return new(name, FieldName(name, spec.AsDocument["field"], parser), arguments[1], arguments.Length > 2 ? arguments[2] : new LiteralExpression(default));
    }

    private static Expression FieldName(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type == BsonType.String && spec.AsString.StartsWith('$') && name != "$getField")
            throw MongoError.Location(4161108, $"A field path reference which is not allowed in this context. Did you mean {{$literal: '{spec.AsString}'}}?");
        var field = parser.Parse(spec);
        if (field is LiteralExpression { Value.Type: not BsonType.String } or not LiteralExpression and not FieldPathExpression and not FunctionExpression and not VariableExpression)
            throw MongoError.Location(name == "$getField" ? 3041704 : 4161107, $"{name} requires 'field' to evaluate to a string, got {spec}");
        return field;
    }

    private sealed class GetFieldExpression(Expression field, Expression input) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var name = field.Evaluate(root, variables);
            if (name.Type != BsonType.String) throw MongoError.Location(3041704, $"$getField requires 'field' to evaluate to type String, but got {name.Type.Alias()}");
            var document = input.Evaluate(root, variables);
            return document.Type == BsonType.Document ? document.AsDocument[name.AsString] : document.IsNull ? BsonValue.Null : BsonValue.Missing;
        }
    }

    private sealed class SetFieldExpression(string operatorName, Expression field, Expression input, Expression value) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var document = input.Evaluate(root, variables);
            if (document.IsNullish) return BsonValue.Null;
            var changed = Require(document, 4161105, $"{operatorName} requires 'input' to evaluate to type Object, but got ").Clone();
            changed[Texts.Require(field.Evaluate(root, variables), 4161107, $"{operatorName} requires 'field' to evaluate to type String, but got ")] = value.Evaluate(root, variables);
            return changed;
        }
    }
}
