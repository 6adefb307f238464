using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Accumulators as expressions: over the arguments, or over the items of the one argument where it is an array.</summary>
internal static class AccumulatedOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$sum"] = Over(() => new SumAccumulator()),
        ["$avg"] = Over(() => new AverageAccumulator()),
        ["$min"] = Over(() => new ExtremeAccumulator(-1)),
        ["$max"] = Over(() => new ExtremeAccumulator(1)),
        ["$stdDevPop"] = Over(() => new DeviationAccumulator(isSample: false)),
        ["$stdDevSamp"] = Over(() => new DeviationAccumulator(isSample: true)),
    };

    private static OperatorParser Over(Func<Accumulator> create) => Operator.Many(values =>
    {
        var accumulator = create();
        foreach (var value in values is [{ Type: BsonType.Array } list] ? list.AsArray : (IEnumerable<BsonValue>)values) accumulator.Add(value);
        return accumulator.Result;
    });
}
