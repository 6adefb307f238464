using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Planning;

/// <summary>Whether whatever matches a query is sure to match the filter of a partial index. Errs on the side of no.</summary>
internal static class Implication
{
    /// <summary>Whether the conditions together imply the filter.</summary>
    public static bool Holds(IReadOnlyList<Filter> conditions, Filter filter) => filter switch
    {
        AndFilter and => and.Parts.All(part => Holds(conditions, part)),
        OrFilter or => or.Parts.Any(part => Holds(conditions, part)),
        AlwaysFilter always => always.Value,
        FieldFilter wanted => conditions.Any(condition => condition is FieldFilter given && given.Path.Text == wanted.Path.Text && Holds(given.Predicate, wanted.Predicate))
            || conditions.OfType<OrFilter>().Any(either => either.Parts.All(part => Holds(Conjunction.Of(part), filter))),
        _ => false,
    };

    private static bool Holds(Predicate given, Predicate wanted)
    {
        if (wanted is ExistsPredicate { Exists: true })
            return !PredicateBounds.AcceptsMissing(given);
        if (given is TypePredicate type && wanted is TypePredicate other)
            return type.ToSpecification() == other.ToSpecification();

        // Exact bounds say all there is to say: what is left of the query's within the index's must be the query's.
        if (PredicateBounds.Of(given) is not { IsExact: true } narrow || PredicateBounds.Of(wanted) is not { IsExact: true } wide)
            return given is Comparison { Operator: ComparisonOperator.Eq } one && wanted is Comparison { Operator: ComparisonOperator.Eq } two
                && BsonComparer.Instance.Compare(one.Value, two.Value) == 0;
        return narrow.And(wide).Intervals.SequenceEqual(narrow.Intervals, SameInterval);
    }

    private static readonly EqualityComparer<Interval> SameInterval = EqualityComparer<Interval>.Create((left, right) =>
        left.WithStart == right.WithStart && left.WithEnd == right.WithEnd
        && BsonComparer.Instance.Compare(left.Start, right.Start) == 0 && BsonComparer.Instance.Compare(left.End, right.End) == 0);
}
