using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>An aggregation pipeline: stages, each of which takes what the one before it gives.</summary>
internal sealed class Pipeline
{
    private Pipeline(List<Stage> stages)
    {
        Stages = stages;
        Head = PipelineHead.Of(stages);
    }

    /// <summary>The stages in their order.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>What the leading stages ask of the collection: the store can answer that with an index.</summary>
    public PipelineHead Head { get; }

    /// <summary>Whether the pipeline reads no collection: its first stage makes documents itself.</summary>
    public bool HasOwnSource => Stages is [{ IsSource: true }, ..];

    /// <summary>Whether its last stage writes to a collection; then it gives no documents.</summary>
    public bool Writes => Stages is [.., { IsSink: true }];

    /// <exception cref="MongoError">A stage or an expression is wrong, unknown or in a place where it may not be.</exception>
    public static Pipeline Parse(BsonArray stages, QueryScope scope) => Parse(stages, scope, within: null);

    /// <param name="within">The stage that the pipeline is part of, such as <c>$facet</c>: no stage in it may write.</param>
    internal static Pipeline Parse(BsonArray stages, QueryScope scope, string? within)
    {
        var parsed = new List<Stage>(stages.Count);
        foreach (var stage in stages) parsed.Add(StageParser.Parse(stage, scope));
        StageOrder.Check(parsed, within);
        TellSortsTheirLimits(parsed);
        return new(parsed);
    }

    /// <summary>Runs all stages over these documents.</summary>
    public IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run) => Run(input, run, from: 0);

    /// <summary>Runs the stages after <see cref="Head"/> over what the store found for it.</summary>
    public IEnumerable<BsonDocument> RunRest(IEnumerable<BsonDocument> found, PipelineRun run) => Run(found, run, Head.StageCount);

    /// <summary>Runs the pipeline over a collection, as the inner pipelines of <c>$lookup</c> and <c>$unionWith</c> do: what matches is found by an index where one serves.</summary>
    /// <param name="also">What has to match besides; null for nothing.</param>
    internal IEnumerable<BsonDocument> RunOn(string collection, Filter? also, PipelineRun run)
    {
        var inner = run with { Collection = collection };
        if (HasOwnSource)
        {
            var made = Stages[0].Run([], inner);
            return Run(also is null ? made : made.Where(document => also.Matches(document)), inner, from: 1);
        }

        var leading = Stages.TakeWhile(stage => stage is MatchStage).Select(stage => ((MatchStage)stage).Filter).ToList();
        var matches = leading.Count;
        if (also is not null) leading.Insert(0, also);
        return Run(run.Source.Find(run.Database, collection, leading.Count switch { 0 => null, 1 => leading[0], _ => new AndFilter(leading) }), inner, matches);
    }

    private static void TellSortsTheirLimits(List<Stage> stages)
    {
        for (var i = 0; i < stages.Count - 1; i++)
        {
            if (stages[i] is not SortStage sort) continue;
            if (stages[i + 1] is LimitStage limit) sort.Wanted = (int)Math.Min(limit.Count, int.MaxValue);
            else if (i + 2 < stages.Count && stages[i + 1] is SkipStage skip && stages[i + 2] is LimitStage after && skip.Count + after.Count is > 0 and < int.MaxValue and var wanted) sort.Wanted = (int)wanted;
        }
    }

    private IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> documents, PipelineRun run, int from)
    {
        for (var i = from; i < Stages.Count; i++) documents = Stages[i].Run(documents, run);
        return documents;
    }
}
