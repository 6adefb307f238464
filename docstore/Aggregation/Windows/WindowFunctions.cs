using System.Collections.Frozen;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>The functions that only <c>$setWindowFields</c> has, by name. All accumulators are window functions besides.</summary>
internal static class WindowFunctions
{
    private delegate WindowFunction Parser(string name, BsonValue spec, SortOrder? order, QueryScope scope);

    private static readonly FrozenDictionary<string, Parser> Own = new Dictionary<string, Parser>
    {
        ["$denseRank"] = (name, spec, order, _) => ParseRank(name, spec, order, isDense: true),
        ["$documentNumber"] = ParseDocumentNumber,
        ["$expMovingAvg"] = ParseExponentialAverage,
        ["$rank"] = (name, spec, order, _) => ParseRank(name, spec, order, isDense: false),
        ["$shift"] = ParseShift,
    }.ToFrozenDictionary();

    /// <summary>The names of all window functions, accumulators included, in order.</summary>
    public static IEnumerable<string> Names => Own.Keys.Concat(Accumulators.Names).Order(StringComparer.Ordinal);

    /// <summary>Reads <c>{$sum: "$sales", window: {…}}</c>.</summary>
    /// <exception cref="MongoError">FailedToParse: no such function, or wrong arguments.</exception>
    public static WindowFunction Parse(BsonValue spec, SortOrder? order, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.FailedToParse($"The field in 'output' must be an object, found {spec.Type.Alias()}");
        string? name = null;
        BsonValue argument = default, window = default;
        foreach (var (field, value) in spec.AsDocument)
        {
            if (field == "window") window = value;
            else if (field.StartsWith('$') && name is null) (name, argument) = (field, value);
            else throw MongoError.FailedToParse($"Window function found an unknown argument: {field}");
        }

        if (name is null) throw MongoError.FailedToParse("Expected a $-prefixed window function");
        if (Own.TryGetValue(name, out var parse))
        {
            return window.IsMissing ? parse(name, argument, order, scope) : throw MongoError.Location(5371601, $"'window' is not allowed in {name}");
        }

        return Accumulators.Has(name)
            ? new AccumulatedWindow(Accumulators.Parse(name, argument, scope), WindowBounds.Parse(window, order))
            : throw MongoError.FailedToParse($"Unrecognized window function, {name} (docstore has {string.Join(", ", Names)})");
    }

    private static RankFunction ParseRank(string name, BsonValue spec, SortOrder? order, bool isDense)
    {
        RequireNothing(name, spec);
        return order?.Keys.Count == 1 ? new(isDense) : throw MongoError.Location(5371602, $"{name} must be specified with a top level sortBy expression with exactly one element");
    }

    private static DocumentNumberFunction ParseDocumentNumber(string name, BsonValue spec, SortOrder? order, QueryScope scope)
    {
        RequireNothing(name, spec);
        return order is not null ? new() : throw MongoError.Location(5371602, $"{name} must be specified with a top level sortBy expression");
    }

    private static void RequireNothing(string name, BsonValue spec)
    {
        if (spec.Type != BsonType.Document || spec.AsDocument.Count > 0) throw MongoError.Location(5371603, $"{name} must be specified with '{{}}' as the value");
    }

    private static ShiftFunction ParseShift(string name, BsonValue spec, SortOrder? order, QueryScope scope)
    {
        var arguments = Operator.NamedArguments(name, spec, new ExpressionParser(scope), ["output", "by"], ["default"], NamedCodes.Usual);
        if (order is null) throw MongoError.FailedToParse("'$shift' requires a sortBy");
        if (!Numbers.TryInt32(arguments[1].Evaluate([], new Variables()), out var by)) throw MongoError.FailedToParse("'$shift:by' field must be an integer");
        if (!arguments[2].IsConstant) throw MongoError.FailedToParse("'$shift:default' expression must yield a constant value.");
        return new(arguments[0], by, arguments[2].Evaluate([], new Variables()) is { IsMissing: false } fallback ? fallback : BsonValue.Null);
    }

    private static ExponentialAverageFunction ParseExponentialAverage(string name, BsonValue spec, SortOrder? order, QueryScope scope)
    {
        var arguments = Operator.NamedArguments(name, spec, new ExpressionParser(scope), ["input"], ["N", "alpha"], NamedCodes.Usual);
        if (order is null) throw MongoError.FailedToParse("$expMovingAvg requires an explicit 'sortBy'");
        BsonValue count = arguments[1].Evaluate([], new Variables()), alpha = arguments[2].Evaluate([], new Variables());
        if (count.IsMissing == alpha.IsMissing) throw MongoError.FailedToParse("$expMovingAvg sub object must have exactly two fields: An 'input' field, and either an 'N' field or an 'alpha' field");
        if (!count.IsMissing)
            return Numbers.TryInt32(count, out var number) && number > 0 ? new(arguments[0], 2.0 / (number + 1)) : throw MongoError.FailedToParse($"'N' field must be an integer greater than 0, but found {count}");
        return alpha.IsNumber && alpha.ToDouble() is > 0 and < 1 ? new(arguments[0], alpha) : throw MongoError.FailedToParse($"'alpha' must be between 0 and 1 (exclusive), found alpha: {alpha}");
    }
}
