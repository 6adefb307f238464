using System.Collections.Frozen;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Makes an expression of what stands after an operator's name.</summary>
internal delegate Expression OperatorParser(string name, BsonValue spec, ExpressionParser parser);

/// <summary>All expression operators by name. Each family has a table of its own.</summary>
internal static class Operators
{
    private static readonly FrozenDictionary<string, OperatorParser> All = new IEnumerable<KeyValuePair<string, OperatorParser>>[]
    {
        ArithmeticOperators.Table, RoundingOperators.Table, TrigonometryOperators.Table,
        ComparisonOperators.Table, BooleanOperators.Table, ConditionalOperators.Table,
        StringOperators.Table, SearchOperators.Table, RegexOperators.Table,
        DatePartOperators.Table, DateTextOperators.Table, DateArithmeticOperators.Table,
        ArrayOperators.Table, ArrayLoopOperators.Table, ArrayOrderOperators.Table, SetOperators.Table,
        ObjectOperators.Table, TypeOperators.Table, ConversionOperators.Table, VariableOperators.Table,
        AccumulatedOperators.Table,
    }.SelectMany(table => table).ToFrozenDictionary();

    /// <summary>The names of all operators, in order.</summary>
    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="MongoError">168: there is no such operator.</exception>
    public static Expression Parse(string name, BsonValue spec, ExpressionParser parser) => All.TryGetValue(name, out var parse)
        ? parse(name, spec, parser)
        : throw MongoError.InvalidPipelineOperator($"Unrecognized expression '{name}' (docstore has: see the README's table of expressions)");
}
