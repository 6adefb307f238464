using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Planning.Stages;

namespace StorageCourse.Docstore.Commands;

/// <summary>explain: how a command would be answered. Writes are planned and their documents found, but nothing is changed.</summary>
internal static class ExplainCommand
{
    [Command("explain", Fields = "verbosity")]
    public static BsonDocument Run(CommandContext c)
    {
        var verbosity = c.Body["verbosity"] switch
        {
            { IsMissing: true } => "allPlansExecution",
            { Type: BsonType.String } given when given.AsString is "queryPlanner" or "executionStats" or "allPlansExecution" => given.AsString,
            var other => throw MongoError.FailedToParse($"verbosity string must be one of {{'queryPlanner', 'executionStats', 'allPlansExecution'}}, got {other}"),
        };
        var explained = Arguments.Document(c.Body, "explain", "explain") is { Count: > 0 } command ? command : throw MongoError.FailedToParse("explain takes a command as a document");
        var name = explained[0].Name;
        if (!CommandTable.All.TryGetValue(name, out var entry))
            throw MongoError.CommandNotFound($"Explain failed due to unknown command: {name}");
        GenericArguments.Read(explained, entry);
        return Explain(new()
        {
            Body = explained,
            CommandName = name,
            DatabaseName = c.DatabaseName,
            Server = c.Server,
            Connection = c.Connection,
            Operation = c.Operation,
        }, verbosity);
    }

    /// <summary>Explains the command of a context.</summary>
    /// <exception cref="MongoError">IllegalOperation (20): mongod does not explain it either.</exception>
    public static BsonDocument Explain(CommandContext c, string verbosity)
    {
        var execution = new Execution { CancellationToken = c.CancellationToken, IsTimed = verbosity != "queryPlanner" };
        var reply = c.CommandName switch
        {
            "find" => Read(c, FindCommands.Request(c), execution, verbosity),
            "count" => Read(c, FindCommands.CountRequest(c), execution, verbosity),
            "distinct" => Read(c, FindCommands.DistinctRequest(c), execution, verbosity),
            "aggregate" => PipelineExplanation.Of(c, execution, verbosity),
            "update" or "delete" or "findAndModify" or "findandmodify" => WriteExplanation.Of(c, execution, verbosity),
            _ => throw MongoError.IllegalOperation($"Cannot explain cmd: {c.CommandName}"),
        };
        reply.Insert(0, "explainVersion", "1");
        reply.Add("command", c.Body);
        reply.Add("serverInfo", new BsonDocument { { "host", Environment.MachineName }, { "version", ServerIdentity.Version } });
        return reply;
    }

    private static BsonDocument Read(CommandContext c, QueryRequest request, Execution execution, string verbosity)
    {
        var @namespace = $"{c.DatabaseName}.{c.CollectionName()}";
        var plan = Planner.Plan(request, c.Store.Find(c.DatabaseName, c.CollectionName()), execution);
        var reply = new BsonDocument { { "queryPlanner", PlanExplanation.Planner(plan, request, @namespace) } };
        if (verbosity == "queryPlanner")
            return reply;
        var statistics = PlanExplanation.Run(plan, () => plan.Rows().LongCount());
        if (verbosity == "allPlansExecution")
            statistics.Add("allPlansExecution", PlanExplanation.Trials(plan));
        reply.Add("executionStats", statistics);
        return reply;
    }
}
