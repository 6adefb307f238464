using System.Collections.Frozen;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>All accumulators by name.</summary>
internal static class Accumulators
{
    private delegate AccumulatorUse Parser(string name, BsonValue spec, QueryScope scope);

    private static readonly FrozenDictionary<string, Parser> All = new Dictionary<string, Parser>
    {
        ["$addToSet"] = Of(() => new AddToSetAccumulator()),
        ["$avg"] = Of(() => new AverageAccumulator()),
        ["$bottom"] = (name, spec, scope) => TopAccumulator.Parse(name, spec, scope, takesFirst: false),
        ["$bottomN"] = (name, spec, scope) => TopAccumulator.Parse(name, spec, scope, takesFirst: false),
        ["$count"] = ParseCount,
        ["$first"] = Of(() => new FirstAccumulator()),
        ["$firstN"] = ParseSeveral(count => new FirstNAccumulator(count)),
        ["$last"] = Of(() => new LastAccumulator()),
        ["$lastN"] = ParseSeveral(count => new LastNAccumulator(count)),
        ["$max"] = Of(() => new ExtremeAccumulator(1)),
        ["$maxN"] = ParseSeveral(count => new ExtremeNAccumulator(count, 1)),
        ["$median"] = (name, spec, scope) => PercentileAccumulator.Parse(name, spec, scope),
        ["$mergeObjects"] = Of(() => new MergeObjectsAccumulator()),
        ["$min"] = Of(() => new ExtremeAccumulator(-1)),
        ["$minN"] = ParseSeveral(count => new ExtremeNAccumulator(count, -1)),
        ["$percentile"] = (name, spec, scope) => PercentileAccumulator.Parse(name, spec, scope),
        ["$push"] = Of(() => new PushAccumulator()),
        ["$stdDevPop"] = Of(() => new DeviationAccumulator(isSample: false)),
        ["$stdDevSamp"] = Of(() => new DeviationAccumulator(isSample: true)),
        ["$sum"] = Of(() => new SumAccumulator()),
        ["$top"] = (name, spec, scope) => TopAccumulator.Parse(name, spec, scope, takesFirst: true),
        ["$topN"] = (name, spec, scope) => TopAccumulator.Parse(name, spec, scope, takesFirst: true),
    }.ToFrozenDictionary();

    /// <summary>The names of all accumulators, in order.</summary>
    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    public static bool Has(string name) => All.ContainsKey(name);

    /// <exception cref="MongoError">15952: there is no such accumulator.</exception>
    public static AccumulatorUse Parse(string name, BsonValue spec, QueryScope scope) => All.TryGetValue(name, out var parse)
        ? parse(name, spec, scope)
        : throw MongoError.Location(15952, $"unknown group operator '{name}' (docstore has {string.Join(", ", Names)})");

    /// <summary>Reads <c>{$sum: "$price"}</c>, as the fields of <c>$group</c> and <c>$bucket</c> have it.</summary>
    public static AccumulatorUse ParseField(string field, BsonValue spec, QueryScope scope)
    {
        if (field.Contains('.')) throw MongoError.Location(40235, $"The field name '{field}' cannot contain '.'");
        if (field.StartsWith('$')) throw MongoError.Location(40236, $"The field name '{field}' cannot be an operator name");
        if (spec.Type != BsonType.Document) throw MongoError.Location(40234, $"The field '{field}' must be an accumulator object");
        if (spec.AsDocument.Count != 1) throw MongoError.Location(40238, $"The field '{field}' must specify one accumulator");
        var (name, value) = spec.AsDocument[0];
        return Parse(name, value, scope);
    }

    /// <summary>How many values a <c>…N</c> keeps.</summary>
    /// <exception cref="MongoError">5787908: not a positive whole number.</exception>
    public static int CountOf(BsonValue count) => Numbers.TryInt32(count, out var number) && number > 0
        ? number
        : throw MongoError.Location(5787908, $"'n' must be greater than 0 and a whole number, found {count}");

    private static Parser Of(Func<Accumulator> create) => (name, spec, scope) =>
    {
        if (spec.Type == BsonType.Array && spec.AsArray.Count != 1) throw MongoError.Location(40237, $"The {name} accumulator is a unary operator");
        return new(Expression.Parse(spec.Type == BsonType.Array ? spec.AsArray[0] : spec, scope), create);
    };

    private static Parser ParseSeveral(Func<int, Accumulator> create) => (name, spec, scope) =>
    {
        var codes = new NamedCodes(5787900, 5787901, 5787907);
        var arguments = Operator.NamedArguments(name, spec, new ExpressionParser(scope), ["input", "n"], [], codes);
        return new(arguments[0], group => create(CountOf(arguments[1].Evaluate(group, new Variables()))));
    };

    private static AccumulatorUse ParseCount(string name, BsonValue spec, QueryScope scope) => spec.Type == BsonType.Document && spec.AsDocument.Count == 0
        ? new(new LiteralExpression(1), () => new SumAccumulator())
        : throw MongoError.TypeMismatch("$count takes no arguments, i.e. $count:{}");
}
