using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Planning;

/// <summary>A filter as the list of conditions that must all hold.</summary>
internal static class Conjunction
{
    /// <summary>The conditions; none for a filter that everything matches. What a $expr implies stands before it, for an index can serve that.</summary>
    public static IReadOnlyList<Filter> Of(Filter filter) => filter switch
    {
        AlwaysFilter { Value: true } => [],
        AndFilter and => [.. and.Parts.SelectMany(Of)],
        ExprFilter expr when ImpliedFilter.Of(expr.Expression) is { } implied => [.. Of(implied), expr],
        _ => [filter],
    };

    /// <summary>The conditions as one filter; null for none.</summary>
    public static Filter? Join(IReadOnlyList<Filter> conditions) => conditions switch
    {
        [] => null,
        [var one] => one,
        _ => new AndFilter([.. conditions]),
    };
}
