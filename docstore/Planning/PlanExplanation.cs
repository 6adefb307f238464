using System.Diagnostics;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning.Stages;

namespace StorageCourse.Docstore.Planning;

/// <summary>Shows a plan in the shape of mongod's explain. What it counts comes from running the plan, so explain costs as much as the query.</summary>
internal static class PlanExplanation
{
    // As many rows as mongod lets each plan give in its race.
    private const int TrialRows = 101;

    /// <summary>queryPlanner: the plan that was chosen and those that were not.</summary>
    public static BsonDocument Planner(QueryPlan plan, QueryRequest request, string @namespace, BsonDocument? winning = null) => new()
    {
        { "namespace", @namespace },
        { "indexFilterSet", false },
        { "parsedQuery", request.Filter.ToDocument() },
        { "maxIndexedOrSolutionsReached", false },
        { "maxIndexedAndSolutionsReached", false },
        { "maxScansToExplodeReached", false },
        { "winningPlan", winning ?? plan.Root.ToPlan() },
        { "rejectedPlans", new BsonArray(plan.Rejected.Select(rejected => (BsonValue)rejected.ToPlan())) },
    };

    /// <summary>executionStats: what running the plan took.</summary>
    /// <param name="plan">A plan that was run by <paramref name="run"/>.</param>
    /// <param name="run">Runs it and gives the number of results.</param>
    /// <param name="stages">Shows the stages afterwards; the plan's own unless given.</param>
    public static BsonDocument Run(QueryPlan plan, Func<long> run, Func<BsonDocument>? stages = null)
    {
        var start = Stopwatch.GetTimestamp();
        var returned = run();
        return new()
        {
            { "executionSuccess", true },
            { "nReturned", returned },
            { "executionTimeMillis", (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds },
            { "totalKeysExamined", plan.Execution.KeysExamined },
            { "totalDocsExamined", plan.Execution.DocsExamined },
            { "executionStages", stages?.Invoke() ?? plan.Root.ToStatistics() },
        };
    }

    /// <summary>allPlansExecution: each plan that would have done, run for its first rows.</summary>
    public static BsonArray Trials(QueryPlan plan) => new(plan.Rejected.Select(rejected => (BsonValue)Trial(plan.Execution, rejected)));

    private static BsonDocument Trial(Execution execution, PlanStage root)
    {
        var (keys, docs, start) = (execution.KeysExamined, execution.DocsExamined, Stopwatch.GetTimestamp());
        while (root.Advanced < TrialRows && root.Next(out _))
        {
            // Only what it takes is of interest.
        }

        return new()
        {
            { "nReturned", root.Advanced },
            { "executionTimeMillisEstimate", (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds },
            { "totalKeysExamined", execution.KeysExamined - keys },
            { "totalDocsExamined", execution.DocsExamined - docs },
            { "executionStages", root.ToStatistics() },
        };
    }
}
