using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>What the leading <c>$match</c>, <c>$sort</c>, <c>$skip</c> and <c>$limit</c> of a pipeline ask of the collection, in the order of a find: match, sort, skip, limit.</summary>
/// <param name="Match">All leading <c>$match</c> stages in one; null for every document.</param>
/// <param name="Sort">Null for any order.</param>
/// <param name="Skip">How many documents to leave out.</param>
/// <param name="Limit">The most documents to give, from 1; null for all.</param>
/// <param name="StageCount">How many stages that is; the others run over what was found.</param>
internal sealed record PipelineHead(Filter? Match, SortOrder? Sort, long Skip, long? Limit, int StageCount)
{
    internal static PipelineHead Of(IReadOnlyList<Stage> stages)
    {
        var matches = new List<Filter>();
        SortOrder? sort = null;
        long skip = 0;
        long? limit = null;
        var i = 0;
        for (; i < stages.Count && stages[i] is MatchStage or SortStage; i++)
        {
            // A match after a sort may come before it: it leaves the order of the rest as it is.
            if (stages[i] is MatchStage match) matches.Add(match.Filter);
            else if (sort is null) sort = ((SortStage)stages[i]).Order;
            else break;
        }

        if (i < stages.Count && stages[i] is SkipStage skips)
        {
            skip = skips.Count;
            i++;
        }

        if (i < stages.Count && stages[i] is LimitStage limits)
        {
            limit = limits.Count;
            i++;
        }

        var filter = matches.Count switch { 0 => null, 1 => matches[0], _ => new AndFilter(matches) };
        return new(filter, sort, skip, limit, i);
    }
}
