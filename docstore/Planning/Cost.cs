namespace StorageCourse.Docstore.Planning;

/// <summary>
/// What a plan by an index would cost, in entries gone through: an entry costs 1, a document 2, a comparison of the sort 0.5.
/// The number of entries is exact, for the tree knows it; how many of them lead to matches is not, and the smallest number that any index promises is taken for it.
/// </summary>
internal static class Cost
{
    /// <summary>The estimate.</summary>
    /// <param name="request">The query, for its skip and limit.</param>
    /// <param name="entries">How many entries lie within the bounds.</param>
    /// <param name="matches">How many documents match, at most.</param>
    /// <param name="fetches">Whether each entry's document is read.</param>
    /// <param name="sorts">Whether all has to be read and sorted before the first result.</param>
    public static double Of(QueryRequest request, long entries, long matches, bool fetches, bool sorts)
    {
        double gone = entries;
        if (!sorts && request.Limit > 0 && !request.CountsOnly)
            gone = Math.Min(gone, (request.Skip + request.Limit) * Math.Max(1, entries / (double)Math.Max(1, matches)));
        var cost = gone * (fetches ? 3 : 1);
        return sorts ? cost + (0.5 * gone * Math.Log2(gone + 1)) : cost;
    }
}
