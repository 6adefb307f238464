using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>aggregate: the store answers what the first stages ask, with an index where one serves; the rest of the pipeline runs over that.</summary>
internal static class AggregateCommand
{
    // allowDiskUse is honoured by never needing a disk.
    [Command("aggregate", Fields = "pipeline cursor explain allowDiskUse bypassDocumentValidation let collation hint")]
    public static BsonDocument Run(CommandContext c)
    {
        if (c.Flag("explain"))
            return ExplainCommand.Explain(c, "queryPlanner");
        if (c.Document("cursor") is null)
            throw MongoError.FailedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
        var batchSize = IndexCommands.BatchSize(c);
        var (pipeline, name) = Parse(c);
        var run = NewRun(c, name);
        if (pipeline.HasOwnSource)
            return CursorReplies.First(c, Namespace(c, name), pipeline.Run([], run), null, batchSize);
        var plan = PlanHead(c, pipeline, name, new() { CancellationToken = c.CancellationToken });
        var results = pipeline.RunRest(plan.Documents(), run);

        // What writes is run at once, whatever the size of the first batch.
        if (pipeline.Writes)
            results = [.. results];
        var reply = CursorReplies.First(c, Namespace(c, name), results, plan.Execution, batchSize);
        Profiler.Record(c, new("command", Namespace(c, name), c.Body) { Plan = plan, Returned = reply["cursor"].AsDocument["firstBatch"].AsArray.Count });
        return reply;
    }

    /// <summary>The pipeline of the command, and the collection that it reads; "" for <c>aggregate: 1</c>.</summary>
    public static (Pipeline Pipeline, string Collection) Parse(CommandContext c)
    {
        Collations.RefuseUnlessSimple(c.Body["collation"]);
        var stages = c.Body["pipeline"];
        if (stages.Type != BsonType.Array)
            throw MongoError.TypeMismatch($"BSON field 'aggregate.pipeline' is the wrong type '{stages.Type.Alias()}', expected type 'array'");
        var readsNone = c.Body["aggregate"] is { IsNumber: true } number && number.ToDouble() == 1;
        var name = readsNone ? "" : c.CollectionName();
        var pipeline = Pipeline.Parse(stages.AsArray, c.Scope());
        if (readsNone && !pipeline.HasOwnSource)
            throw MongoError.InvalidNamespace("{aggregate: 1} is not valid for " + (pipeline.Stages is [var first, ..] ? $"'{first.Name}'" : "an empty pipeline") + "; a collection is required.");
        return (pipeline, name);
    }

    /// <summary>Plans what the first stages ask of the collection.</summary>
    public static QueryPlan PlanHead(CommandContext c, Pipeline pipeline, string collection, Execution execution) =>
        Planner.Plan(HeadRequest(c, pipeline), c.Store.Find(c.DatabaseName, collection), execution);

    /// <summary>What the first stages ask of the collection.</summary>
    public static QueryRequest HeadRequest(CommandContext c, Pipeline pipeline)
    {
        var head = pipeline.Head;
        return new(head.Match ?? new AlwaysFilter(true)) { Sort = head.Sort, Skip = head.Skip, Limit = head.Limit ?? 0, Hint = Arguments.Hint(c.Body) };
    }

    /// <summary>What the stages of one run share.</summary>
    public static PipelineRun NewRun(CommandContext c, string collection) =>
        new(new PipelineSource(c.Store, c.Flag("bypassDocumentValidation"), c.CancellationToken), c.DatabaseName, collection);

    private static string Namespace(CommandContext c, string name) => $"{c.DatabaseName}.{(name.Length == 0 ? "$cmd.aggregate" : name)}";
}
