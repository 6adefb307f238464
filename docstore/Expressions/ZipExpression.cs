using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>{$zip: {inputs: [a, b], useLongestLength: true, defaults: [x, y]}}</c>: the first items together, the second ones together, and so on.</summary>
internal sealed class ZipExpression(Expression[] inputs, Expression[]? defaults, bool toLongest) : Expression
{
    public static ZipExpression Parse(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(34460, $"$zip only supports an object as an argument, found {spec.Type.Alias()}");
        Expression[] inputs = [];
        Expression[]? defaults = null;
        var toLongest = false;
        foreach (var (option, value) in spec.AsDocument)
        {
            switch (option)
            {
                case "inputs":
                    inputs = value.Type == BsonType.Array ? parser.ParseArguments(value) : throw MongoError.Location(34461, $"inputs must be an array of expressions, found {value.Type.Alias()}");
                    break;
                case "defaults":
                    defaults = value.Type == BsonType.Array ? parser.ParseArguments(value) : throw MongoError.Location(34462, $"defaults must be an array of expressions, found {value.Type.Alias()}");
                    break;
                case "useLongestLength":
                    toLongest = value.Type == BsonType.Boolean ? value.AsBoolean : throw MongoError.Location(34463, $"useLongestLength must be a bool, found {value.Type.Alias()}");
                    break;
                default:
                    throw MongoError.Location(34464, $"$zip found an unknown argument: {option}");
            }
        }

        if (inputs.Length == 0) throw MongoError.Location(34465, "$zip requires at least one input array");
        if (defaults is not null && !toLongest) throw MongoError.Location(34466, "cannot specify defaults unless useLongestLength is true");
        if (defaults is not null && defaults.Length != inputs.Length) throw MongoError.Location(34467, "defaults and inputs must have the same length");
        return new(inputs, defaults, toLongest);
    }

    public override BsonValue Evaluate(BsonDocument root, Variables variables)
    {
        var arrays = new BsonArray[inputs.Length];
        for (var i = 0; i < arrays.Length; i++)
        {
            var value = inputs[i].Evaluate(root, variables);
            if (value.IsNullish) return BsonValue.Null;
            arrays[i] = ArrayOperators.Require(value, 34468, "$zip found a non-array expression in input: ");
        }

        var length = toLongest ? arrays.Max(array => array.Count) : arrays.Min(array => array.Count);
        var rows = new BsonArray(length);
        for (var row = 0; row < length; row++)
        {
            var items = new BsonArray(arrays.Length);
            for (var i = 0; i < arrays.Length; i++)
            {
                var item = row < arrays[i].Count ? arrays[i][row] : defaults is null ? BsonValue.Null : defaults[i].Evaluate(root, variables);
                items.Add(item.IsMissing ? BsonValue.Null : item);
            }

            rows.Add(items);
        }

        return rows;
    }
}
