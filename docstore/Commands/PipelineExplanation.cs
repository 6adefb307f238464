using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Planning.Stages;

namespace StorageCourse.Docstore.Commands;

/// <summary>explain of aggregate: the first stages as a plan ($cursor), the others with what each of them gave.</summary>
internal static class PipelineExplanation
{
    /// <summary>Explains the pipeline of a context. One that writes is not run.</summary>
    public static BsonDocument Of(CommandContext c, Execution execution, string verbosity)
    {
        var (pipeline, name) = AggregateCommand.Parse(c);
        if (pipeline.Writes && verbosity != "queryPlanner")
            throw MongoError.IllegalOperation($"Explain of a pipeline that writes ({pipeline.Stages[^1].Name}) shows no execution; ask for verbosity queryPlanner");
        var request = AggregateCommand.HeadRequest(c, pipeline);
        var plan = AggregateCommand.PlanHead(c, pipeline, name, execution);
        var planner = PlanExplanation.Planner(plan, request, $"{c.DatabaseName}.{name}");
        var rest = pipeline.HasOwnSource ? [.. pipeline.Stages] : pipeline.Stages.Skip(pipeline.Head.StageCount).ToList();
        var counts = new long[rest.Count];
        BsonDocument? statistics = null;
        if (verbosity != "queryPlanner")
        {
            statistics = PlanExplanation.Run(plan, () =>
            {
                var run = AggregateCommand.NewRun(c, name);
                var documents = pipeline.HasOwnSource ? [] : plan.Documents();
                for (var at = 0; at < rest.Count; at++)
                    documents = Counted(rest[at].Run(documents, run), counts, at);
                var returned = documents.LongCount();
                return rest.Count == 0 ? returned : plan.Root.Advanced;
            });
            if (verbosity == "allPlansExecution")
                statistics.Add("allPlansExecution", PlanExplanation.Trials(plan));
        }

        if (rest.Count == 0)
            return Joined(new() { { "queryPlanner", planner } }, statistics);
        var stages = new BsonArray();
        if (!pipeline.HasOwnSource)
            stages.Add(Shown("$cursor", Joined(new() { { "queryPlanner", planner } }, statistics), statistics is null ? null : plan.Root.Advanced));
        for (var at = 0; at < rest.Count; at++)
            stages.Add(Shown(rest[at].Name, rest[at].Specification[rest[at].Name], statistics is null ? null : counts[at]));
        return new() { { "stages", stages } };
    }

    private static BsonDocument Joined(BsonDocument document, BsonDocument? statistics)
    {
        if (statistics is not null)
            document.Add("executionStats", statistics);
        return document;
    }

    private static BsonDocument Shown(string name, BsonValue specification, long? returned)
    {
        var shown = new BsonDocument { { name, specification } };
        if (returned is { } count)
            shown.Add("nReturned", count);
        return shown;
    }

    private static IEnumerable<BsonDocument> Counted(IEnumerable<BsonDocument> documents, long[] counts, int at)
    {
        foreach (var document in documents)
        {
            counts[at]++;
            yield return document;
        }
    }
}
