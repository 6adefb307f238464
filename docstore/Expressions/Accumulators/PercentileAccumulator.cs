using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>{$percentile: {input: "$ms", p: [0.5, 0.99], method: "approximate"}}</c> and <c>$median</c>: values that occur, the least that so many of all do not exceed. What is no number is passed over.</summary>
/// <remarks>MongoDB sketches the distribution in a t-digest; here all values are kept, and the answer is exact.</remarks>
internal sealed class PercentileAccumulator(double[] shares, bool isMedian) : Accumulator
{
    private readonly List<double> values = [];

    public static AccumulatorUse Parse(string name, BsonValue spec, QueryScope scope)
    {
        var isMedian = name == "$median";
        string[] names = isMedian ? ["input", "method"] : ["input", "method", "p"];
        var arguments = Operator.NamedArguments(name, spec, new ExpressionParser(scope), names, [], new(7436100, 40415, 40414));
        var method = arguments[1].Evaluate([], new Variables());
        if (method.Type != BsonType.String || method.AsString != "approximate") throw MongoError.BadValue($"Currently only 'approximate' can be used as percentile 'method', got {method}");
        var shares = isMedian ? [0.5] : Shares(arguments[2].Evaluate([], new Variables()));
        return new(arguments[0], () => new PercentileAccumulator(shares, isMedian));
    }

    public override void Add(BsonValue value)
    {
        if (value.IsNumber) values.Add(value.ToDouble());
    }

    public override BsonValue Result
    {
        get
        {
            values.Sort();
            if (isMedian) return At(shares[0]);
            var results = new BsonArray(shares.Length);
            foreach (var share in shares) results.Add(At(share));
            return results;
        }
    }

    private BsonValue At(double share) => values.Count == 0 ? BsonValue.Null : values[Math.Max(0, (int)Math.Ceiling(share * values.Count) - 1)];

    private static double[] Shares(BsonValue list)
    {
        if (list.Type != BsonType.Array || list.AsArray.Count == 0) throw MongoError.Location(7750301, $"The $percentile 'p' field must be an array of numbers from [0.0, 1.0], but found: {list}");
        return [.. list.AsArray.Select(p => p.IsNumber && p.ToDouble() is >= 0 and <= 1
            ? p.ToDouble()
            : throw MongoError.Location(7750303, $"The $percentile 'p' field must be an array of numbers from [0.0, 1.0], but found: {p}"))];
    }
}
