using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$sortArray $firstN $lastN $minN $maxN</c></summary>
internal static class ArrayOrderOperators
{
    private static readonly NamedCodes Codes = new(5787900, 5787901, 5787907);

    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$sortArray"] = ParseSort,
        ["$firstN"] = Several("$firstN", count => new FirstNAccumulator(count)),
        ["$lastN"] = Several("$lastN", count => new LastNAccumulator(count)),
        ["$minN"] = Several("$minN", count => new ExtremeNAccumulator(count, -1)),
        ["$maxN"] = Several("$maxN", count => new ExtremeNAccumulator(count, 1)),
    };

    private static OperatorParser Several(string name, Func<int, Accumulator> create) => Operator.Named(
        ["input", "n"],
        [],
        values =>
        {
            var accumulator = create(Accumulators.CountOf(values[1]));
            foreach (var item in ArrayOperators.Require(values[0], 5788200, $"input must be an array in {name}, found ")) accumulator.Add(item);
            return accumulator.Result;
        },
        Codes);

    private static SortExpression ParseSort(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(2942500, $"$sortArray requires an object as an argument, found: {spec.Type.Alias()}");
        BsonValue input = default, sortBy = default;
        foreach (var (option, value) in spec.AsDocument)
        {
            if (option == "input") input = value;
            else if (option == "sortBy") sortBy = value;
            else throw MongoError.Location(2942501, $"$sortArray found an unknown argument: {option}");
        }

        if (input.IsMissing) throw MongoError.Location(2942502, "$sortArray requires 'input' to be specified");
        if (sortBy.IsMissing) throw MongoError.Location(2942503, "$sortArray requires 'sortBy' to be specified");
        return new(parser.Parse(input), OrderOf(sortBy));
    }

    private static Comparer<BsonValue> OrderOf(BsonValue sortBy)
    {
        if (sortBy.Type == BsonType.Document)
        {
            var order = SortOrder.Parse(sortBy.AsDocument);
            // What is no document has none of the fields.
            return Comparer<BsonValue>.Create((left, right) => order.CompareKeys(order.KeyOf(DocumentOf(left)), order.KeyOf(DocumentOf(right))));
        }

        if (!sortBy.IsNumber || sortBy.ToDouble() is not (1 or -1))
            throw MongoError.Location(2942505, $"The $sort element value must be either 1, -1 or an object of such, got {sortBy}");
        var sign = (int)sortBy.ToInt64();
        return Comparer<BsonValue>.Create((left, right) => sign * BsonComparer.Instance.Compare(left, right));
    }

    private static BsonDocument DocumentOf(BsonValue value) => value.Type == BsonType.Document ? value.AsDocument : [];

    private sealed class SortExpression(Expression input, IComparer<BsonValue> order) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var value = input.Evaluate(root, variables);
            if (value.IsNullish) return BsonValue.Null;
            return new BsonArray(ArrayOperators.Require(value, 2942504, "The input argument to $sortArray must be an array, but was of type: ").Order(order));
        }
    }
}
