using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning;

/// <summary>
/// Chooses how a query is answered. As in mongod, the collection is read only where no index helps, and a hint overrules.
/// mongod lets the possible plans race for a moment; docstore asks the trees how many entries each would have to go through (see <see cref="Cost"/>),
/// which gives the same answer every time and is shown by explain as costEstimate.
/// </summary>
internal sealed class Planner
{
    private const int MostRejected = 8;

    private readonly QueryRequest request;
    private readonly Collection collection;
    private readonly Execution execution;
    private readonly IReadOnlyList<Filter> conditions;
    private readonly Hint? hint;

    private Planner(QueryRequest request, Collection collection, Execution execution)
    {
        this.request = request;
        this.collection = collection;
        this.execution = execution;
        conditions = Conjunction.Of(request.Filter);
        hint = Hint.Of(request.Hint, collection);
    }

    /// <summary>Plans a query.</summary>
    /// <param name="request">The query.</param>
    /// <param name="collection">What it is about; null where that does not exist.</param>
    /// <param name="execution">The run to come.</param>
    /// <exception cref="MongoError">BadValue (2): the hint names no index.</exception>
    public static QueryPlan Plan(QueryRequest request, Collection? collection, Execution execution) =>
        collection is null ? new(new Eof(execution), [], "EOF", execution) : new Planner(request, collection, execution).Plan();

    private QueryPlan Plan()
    {
        if (request.CountsOnly && conditions.Count == 0 && hint is null)
            return new(new RecordStoreFastCount(execution, collection, request.Skip, request.Limit), [], "RECORD_STORE_FAST_COUNT", execution);
        if (IdOf(conditions) is { IsMissing: false } id && hint is null && collection.Options.HasIdIndex)
            return new(Finished(new IdHack(execution, collection, id), sorted: true), [], "IDHACK", execution);
        var access = hint is { Index: null } ? [] : AccessPlans();
        var ranked = access.OrderBy(plan => plan.Cost).ThenBy(plan => plan.Order).ToList();
        if (ranked.Count == 0)
        {
            var scan = new CollectionScan(execution, collection, Conjunction.Join(conditions), hint?.Backward ?? false);
            return new(Finished(scan, sorted: false), [], "COLLSCAN", execution);
        }

        return new(ranked[0].BuildWithCost(), [.. ranked.Skip(1).Take(MostRejected).Select(plan => plan.BuildWithCost())], ranked[0].Summary, execution);
    }

    /// <summary>One possible plan, not built yet.</summary>
    private sealed record AccessPlan(double Cost, int Order, string Summary, Func<PlanStage> Build)
    {
        public PlanStage BuildWithCost()
        {
            var stage = Build();
            stage.CostEstimate = Cost;
            return stage;
        }
    }

    private List<AccessPlan> AccessPlans()
    {
        var uses = Uses(conditions, hint?.Index);
        var plans = new List<AccessPlan>();
        var matches = uses.Count == 0 ? collection.Count : uses.Min(use => Entries(use));
        for (var at = 0; at < uses.Count; at++)
        {
            var use = uses[at];
            var cost = Cost.Of(request, Entries(use), matches, fetches: !IsCovered(use), sorts: request.Sort is not null && use.SortsBackward is null);
            plans.Add(new(cost, at, $"IXSCAN {KeyText.Of(use.Index.Specification.Key)}", () => Built(use)));
        }

        if (hint is null)
            plans.AddRange(OrPlans(plans.Count));
        return plans;
    }

    private List<IndexUse> Uses(IReadOnlyList<Filter> wanted, Storage.Index? hinted)
    {
        if (hinted is not null)
            return [IndexUse.Of(hinted, wanted).For(request.Sort)];
        return [.. collection.Indexes
            .Where(index => !index.Specification.Hidden && IndexUse.HasAllMatches(index, wanted))
            .Select(index => IndexUse.Of(index, wanted).For(request.Sort))
            .Where(use => use.HasPredicate || use.SortsBackward is not null)];
    }

    private long Entries(IndexUse use) => use.InScanOrder(backward: false).Count(use.Index.Tree);

    private PlanStage Built(IndexUse use)
    {
        var bounds = use.InScanOrder(use.SortsBackward ?? false);
        var covered = IsCovered(use);
        var isCount = request.CountsOnly && covered && bounds.IsOneStretch && !use.Index.IsMultikey;
        PlanStage stage = new IndexScan(execution, collection, use.Index, bounds, reads: !covered || !request.CountsOnly, isCount);
        if (!covered)
            stage = new Fetch(execution, stage, Conjunction.Join(use.Residual));
        return Finished(stage, use.SortsBackward is not null, covered ? use.Index.Specification : null);
    }

    /// <summary>Whether the entries have all that is asked for. Of an array they don't show that it was one.</summary>
    private bool IsCovered(IndexUse use)
    {
        if (use.Residual.Count > 0)
            return false;
        if (request.CountsOnly)
            return true;
        return !use.Index.IsMultikey && request.Projection is { } projection && projection.NeedsOnly(out var fields)
            && (request.Sort is null || use.SortsBackward is not null)
            && fields.All(field => use.Index.Specification.Fields.Contains(field));
    }

    /// <summary>Each $or among the conditions whose branches all have an index gives one plan.</summary>
    private IEnumerable<AccessPlan> OrPlans(int order)
    {
        foreach (var either in conditions.OfType<OrFilter>())
        {
            var others = conditions.Where(condition => condition != either).ToList();
            var branches = new List<IndexUse>();
            foreach (var part in either.Parts)
            {
                IReadOnlyList<Filter> wanted = [.. Conjunction.Of(part), .. others];
                var best = Uses(wanted, null).Where(use => use.HasPredicate).MinBy(Entries);
                if (best is null)
                    break;
                branches.Add(best);
            }

            if (branches.Count < either.Parts.Count)
                continue;
            var entries = branches.Sum(Entries);
            var cost = Cost.Of(request, entries, entries, fetches: true, sorts: request.Sort is not null);
            var summary = string.Join(", ", branches.Select(use => $"IXSCAN {KeyText.Of(use.Index.Specification.Key)}"));
            yield return new(cost, order++, summary, () => BuiltOr(branches, isRoot: others.Count == 0));
        }
    }

    private PlanStage BuiltOr(List<IndexUse> branches, bool isRoot)
    {
        var exact = branches.TrueForAll(use => use.Residual.Count == 0);
        var inputs = branches.Select(use =>
        {
            var scan = new IndexScan(execution, collection, use.Index, use.InScanOrder(backward: false), reads: true);
            return exact ? scan : (PlanStage)new Fetch(execution, scan, Conjunction.Join(use.Residual));
        });
        PlanStage stage = new Or(execution, [.. inputs]);
        if (exact)
            stage = new Fetch(execution, stage, null);
        if (!isRoot)
            return Finished(stage, sorted: false);
        return request.CountsOnly ? Finished(new SubPlan(execution, stage), sorted: false) : new SubPlan(execution, Finished(stage, sorted: false));
    }

    /// <summary>What comes above the access to the data: sort, skip, limit, projection or count.</summary>
    private PlanStage Finished(PlanStage stage, bool sorted, IndexSpecification? coveredBy = null)
    {
        if (request.CountsOnly)
            return new Count(execution, stage, request.Skip, request.Limit);
        if (request.Sort is not null && !sorted)
            stage = new Sort(execution, stage, request.Sort, request.Limit == 0 ? 0 : request.Skip + request.Limit);
        if (coveredBy is not null)
            stage = new CoveredProjection(execution, stage, request.Projection!, coveredBy);
        if (request.Skip > 0)
            stage = new Skip(execution, stage, request.Skip);
        if (request.Limit > 0)
            stage = new Limit(execution, stage, request.Limit);
        if (request.Projection is not null && coveredBy is null)
            stage = new Project(execution, stage, request.Projection, request.Filter);
        return stage;
    }

    private static BsonValue IdOf(IReadOnlyList<Filter> conditions) =>
        conditions is [FieldFilter { Predicate: Comparison { Operator: ComparisonOperator.Eq, Value: var value } } only]
            && only.Path.Text == "_id" && !value.IsNullish && value.Type is not (BsonType.Array or BsonType.Regex)
            ? value
            : default;
}
