using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Planning;

/// <summary>A condition of a query on an indexed field.</summary>
/// <param name="Condition">The condition as it stands in the filter.</param>
/// <param name="Bounds">What it leaves of the index.</param>
internal readonly record struct FieldCondition(Filter Condition, FieldBounds Bounds)
{
    /// <summary>What a condition says of a field: nothing, or one thing, or more for a value $elemMatch, whose bounds may be cut with each other.</summary>
    public static IEnumerable<FieldCondition> Of(Filter condition, string field)
    {
        if (condition is not FieldFilter { Path: var path, Predicate: var predicate })
            yield break;
        if (predicate is ElemMatchPredicate match)
        {
            if (Inside(match, path.Text, field) is { } inside)
                yield return new(condition, inside with { IsExact = false });
        }
        else if (path.Text == field && !(PredicateBounds.AcceptsMissing(predicate) && HasPosition(field)) && PredicateBounds.Of(predicate) is { } bounds)
        {
            yield return new(condition, bounds);
        }
    }

    /// <summary>Whether only documents that have the field can satisfy the condition.</summary>
    public static bool ExcludesMissing(Filter condition, string field) =>
        condition is FieldFilter { Path: var path, Predicate: var predicate } && path.Text == field && !PredicateBounds.AcceptsMissing(predicate);

    /// <summary>
    /// Whether a component of the path may be a position in an array. Of {a: [{b: 1}]} the key of "a.0" is the element at that position; yet for a
    /// condition the elements have no field "0" either, so {"a.0": null} holds: an index has no key of that.
    /// </summary>
    public static bool HasPosition(string field) => field.Split('.').Any(step => step.All(char.IsAsciiDigit));

    /// <summary>All conditions of one $elemMatch hold for one element, which has one entry: they may be cut with each other.</summary>
    private static FieldBounds? Inside(ElemMatchPredicate match, string path, string field)
    {
        FieldBounds? bounds = null;
        foreach (var inner in Conditions(match, path, field))
            bounds = bounds is null ? inner : bounds.And(inner);
        return bounds;
    }

    private static IEnumerable<FieldBounds> Conditions(ElemMatchPredicate match, string path, string field)
    {
        if (match.Element is { } element)
            return path == field ? (element is AllOfPredicate all ? all.Parts : [element]).Select(PredicateBounds.Of).OfType<FieldBounds>() : [];
        if (!field.StartsWith(path + ".", StringComparison.Ordinal))
            return [];
        return Conjunction.Of(match.Filter!).SelectMany(inner => Of(inner, field[(path.Length + 1)..])).Select(inner => inner.Bounds);
    }
}
