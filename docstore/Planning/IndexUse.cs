using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning;

/// <summary>How one index can serve the conditions of a query.</summary>
/// <param name="Index">The index.</param>
/// <param name="Bounds">For each of its fields, what has to be gone through.</param>
/// <param name="Residual">The conditions that remain to be checked on the documents.</param>
/// <param name="HasPredicate">Whether its first field is restricted by a condition; without, the index serves for its order alone.</param>
internal sealed record IndexUse(Storage.Index Index, FieldBounds[] Bounds, IReadOnlyList<Filter> Residual, bool HasPredicate)
{
    /// <summary>The direction in which the entries come in the wanted order; null where they don't.</summary>
    public bool? SortsBackward { get; init; }

    /// <summary>Works out the use of an index for conditions that must all hold.</summary>
    public static IndexUse Of(Storage.Index index, IReadOnlyList<Filter> conditions)
    {
        var fields = index.Specification.Fields;
        var bounds = new FieldBounds[fields.Length];
        var decided = new HashSet<Filter>(ReferenceEqualityComparer.Instance);
        var hasPredicate = false;
        for (var field = 0; field < fields.Length; field++)
        {
            bounds[field] = FieldBounds.All;
            if (SharesArray(index, field, bounds))
                continue;
            var usable = conditions.SelectMany(condition => FieldCondition.Of(condition, fields[field])).ToList();
            if (usable.Count == 0)
                continue;
            hasPredicate |= field == 0;

            // Different elements of an array may satisfy different conditions: their bounds may not be cut with each other.
            var isMultikey = index.ArrayStepsOf(field) != 0;
            if (isMultikey)
                usable = [usable.OrderBy(use => use.Bounds.IsAll ? 2 : use.Bounds.IsPoints ? 0 : 1).First()];
            foreach (var use in usable)
            {
                bounds[field] = bounds[field].IsAll ? use.Bounds : bounds[field].And(use.Bounds);
                // Of {a: [[2]]} an index on "a.0" has the key 2, for it goes into the array at the position. A comparison with "a.0" does not.
                if (use.Bounds.IsExact && !(isMultikey && FieldCondition.HasPosition(fields[field])))
                    decided.Add(use.Condition);
            }
        }

        return new(index, bounds, [.. conditions.Where(condition => !decided.Contains(condition))], hasPredicate);
    }

    /// <summary>Whether the index is sure to have every document that matches.</summary>
    public static bool HasAllMatches(Storage.Index index, IReadOnlyList<Filter> conditions)
    {
        var specification = index.Specification;
        if (specification.Sparse && !conditions.Any(condition => specification.Fields.Any(field => FieldCondition.ExcludesMissing(condition, field))))
            return false;
        return specification.PartialFilter is null || Implication.Holds(conditions, specification.PartialFilter);
    }

    /// <summary>The bounds as a scan goes through them.</summary>
    /// <param name="backward">Whether it begins at the index's end.</param>
    public IndexBounds InScanOrder(bool backward) => new(Index.Specification.Order, Bounds.Select(field => field.Intervals), backward);

    /// <summary>The same use with the direction in which it gives the wanted order, if it does.</summary>
    public IndexUse For(SortOrder? sort) => sort is null ? this : this with { SortsBackward = Direction(sort) };

    private bool? Direction(SortOrder sort)
    {
        bool? backward = null;
        var fields = Index.Specification.Fields;
        var field = 0;
        foreach (var (path, descending) in sort.Keys)
        {
            var name = path.Text;
            while (field < fields.Length && fields[field] != name && IsOneValue(field))
                field++;
            if (field == fields.Length || fields[field] != name)
            {
                // A field that has one value throughout is in any order.
                if (Enumerable.Range(0, field).Any(earlier => fields[earlier] == name && IsOneValue(earlier)))
                    continue;
                return null;
            }

            // The order of a document with an array is that of its least or greatest element, whether or not it lies within the bounds.
            if (Index.ArrayStepsOf(field) != 0 && !Bounds[field].IsAll)
                return null;
            if (!IsOneValue(field))
            {
                var against = Index.Specification.Order.IsDescending(field) != descending;
                if (backward is not null && backward != against)
                    return null;
                backward = against;
            }

            field++;
        }

        return backward ?? false;
    }

    private bool IsOneValue(int field) => Bounds[field].Intervals is [{ IsPoint: true }] && Index.ArrayStepsOf(field) == 0;

    /// <summary>Two fields below one array, both restricted, may be satisfied by different elements, but an entry has both from one: only the first restricts the scan.</summary>
    private static bool SharesArray(Storage.Index index, int field, FieldBounds[] bounds)
    {
        var steps = index.Specification.Fields[field].Split('.');
        for (var earlier = 0; earlier < field; earlier++)
        {
            if (bounds[earlier].IsAll)
                continue;
            var others = index.Specification.Fields[earlier].Split('.');
            for (var step = 0; step < Math.Min(steps.Length, others.Length) && steps[step] == others[step]; step++)
            {
                if ((index.ArrayStepsOf(field) & (1UL << step)) != 0)
                    return true;
            }
        }

        return false;
    }
}
