using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Planning;

/// <summary>A query that every document satisfies for which an expression is true. It is weaker than the expression, but an index can serve it.</summary>
internal static class ImpliedFilter
{
    /// <returns>Null where nothing is known.</returns>
    public static Filter? Of(Expression expression) => expression switch
    {
        AndExpression and => OfParts(and.Parts),
        ComparisonExpression { Left: FieldPathExpression field, Right: LiteralExpression literal } comparison => OfComparison(comparison.Name, field.Path, literal.Value),
        ComparisonExpression { Left: LiteralExpression literal, Right: FieldPathExpression field } comparison => OfComparison(comparison.Name, field.Path, literal.Value),
        _ => null,
    };

    private static Filter? OfParts(IReadOnlyList<Expression> parts)
    {
        var filters = parts.Select(Of).OfType<Filter>().ToList();
        return filters.Count switch { 0 => null, 1 => filters[0], _ => new AndFilter(filters) };
    }

    // Equality alone: a query compares values of one type only, an expression compares across types. Null, missing and arrays mean something else in a query.
    private static FieldFilter? OfComparison(string name, FieldPath path, BsonValue value) =>
        name == "$eq" && !value.IsNullish && value.Type is not (BsonType.Array or BsonType.Regex) && !value.IsNaN
            ? new(path, new Comparison(ComparisonOperator.Eq, value))
            : null;
}
