using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Docstore.Commands;

/// <summary>explain of writes: how their documents are found, and how many would change.</summary>
internal static class WriteExplanation
{
    /// <summary>Explains an update, a delete or a findAndModify of one statement.</summary>
    public static BsonDocument Of(CommandContext c, Execution execution, string verbosity)
    {
        var (request, program, multi, upsert) = Statement(c);
        var collection = c.CollectionName();
        var plan = Planner.Plan(request, c.Store.Find(c.DatabaseName, collection), execution);
        var stage = program is null ? "DELETE" : "UPDATE";
        var winning = new BsonDocument { { "stage", stage }, { "inputStage", plan.Root.ToPlan() } };
        var reply = new BsonDocument { { "queryPlanner", PlanExplanation.Planner(plan, request, $"{c.DatabaseName}.{collection}", winning) } };
        if (verbosity == "queryPlanner")
            return reply;
        var (matched, changed) = (0L, 0L);
        var statistics = PlanExplanation.Run(plan, () =>
        {
            foreach (var row in plan.Rows())
            {
                matched++;
                if (program is not null && Changes(program, request, row.Document!))
                    changed++;
                if (!multi)
                    break;
            }

            return 0;
        }, () => program is null
            ? new() { { "stage", stage }, { "nReturned", 0L }, { "nWouldDelete", matched }, { "inputStage", plan.Root.ToStatistics() } }
            : new() { { "stage", stage }, { "nReturned", 0L }, { "nMatched", matched }, { "nWouldModify", changed }, { "nWouldUpsert", upsert && matched == 0 ? 1L : 0L }, { "inputStage", plan.Root.ToStatistics() } });
        if (verbosity == "allPlansExecution")
            statistics.Add("allPlansExecution", PlanExplanation.Trials(plan));
        reply.Add("executionStats", statistics);
        return reply;
    }

    private static bool Changes(UpdateProgram program, QueryRequest request, BsonDocument document)
    {
        var position = new Query.MatchPosition();
        request.Filter.Matches(document, position);
        return !ReferenceEquals(program.Apply(document, position, isUpsert: false), document);
    }

    private static (QueryRequest Request, UpdateProgram? Program, bool Multi, bool Upsert) Statement(CommandContext c)
    {
        var scope = c.Scope();
        switch (c.CommandName)
        {
            case "update":
                var update = UpdateStatement.Parse(Only(Statements.Updates(c)), scope);
                return (update.Request, update.Program, update.Multi, update.Upsert);
            case "delete":
                var delete = DeleteStatement.Parse(Only(Statements.Deletes(c)), scope);
                return (delete.Request, null, delete.Multi, false);
            default:
                var program = c.Flag("remove") ? null : UpdateProgram.Parse(c.Body["update"], Statements.ArrayFilters(c.Body), scope);
                return (FindAndModifyCommand.Request(c, scope), program, false, c.Flag("upsert"));
        }
    }

    private static BsonDocument Only(IReadOnlyList<BsonDocument> statements) => statements is [var one]
        ? one
        : throw MongoError.InvalidOptions("explained write batches must be of size 1");
}
