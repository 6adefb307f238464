using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>Reading by a query, and going on reading.</summary>
internal static class FindCommands
{
    // allowDiskUse is honoured by never needing a disk: sorts are done in memory. allowPartialResults and oplogReplay concern sharding and replication.
    [Command("find", Fields = "filter projection sort hint skip limit batchSize singleBatch allowDiskUse let collation min max returnKey showRecordId tailable awaitData oplogReplay noCursorTimeout allowPartialResults")]
    public static BsonDocument Find(CommandContext c)
    {
        var name = c.CollectionName();
        var execution = new Execution { CancellationToken = c.CancellationToken };
        var plan = Planner.Plan(Request(c), c.Store.Find(c.DatabaseName, name), execution);
        var batchSize = c.Body["batchSize"].IsNullish ? (long?)null : c.Count("batchSize");
        var reply = CursorReplies.First(c, $"{c.DatabaseName}.{name}", plan.Documents(), execution, batchSize, c.Flag("singleBatch"), c.Flag("noCursorTimeout"));
        Profiler.Record(c, new("query", $"{c.DatabaseName}.{name}", c.Body) { Plan = plan, Returned = reply["cursor"].AsDocument["firstBatch"].AsArray.Count });
        return reply;
    }

    /// <summary>What a find command asks for.</summary>
    public static QueryRequest Request(CommandContext c)
    {
        c.RefuseTrue("returnKey", "showRecordId", "tailable", "awaitData");
        c.RefusePresent("min", "max");
        Collations.RefuseUnlessSimple(c.Body["collation"]);
        var scope = c.Scope();
        var sort = c.Document("sort");
        var request = new QueryRequest(Filter.Parse(c.Document("filter") ?? [], scope))
        {
            Projection = c.Document("projection") is { Count: > 0 } projection ? Projection.Parse(projection, scope) : null,
            Skip = c.Count("skip"),
            Limit = c.Count("limit"),
            Hint = Arguments.Hint(c.Body),
        };
        return request.OrderedBy(sort);
    }

    [Command("getMore", Fields = "collection batchSize")]
    public static BsonDocument GetMore(CommandContext c)
    {
        if (c.Body["getMore"].Type != BsonType.Int64)
            throw Arguments.WrongType("getMore", "getMore", c.Body["getMore"], "long");
        if (c.Body["collection"].Type != BsonType.String)
            throw Arguments.WrongType("getMore", "collection", c.Body["collection"], "string");
        var batchSize = c.Count("batchSize");
        var cursor = c.Store.Cursors.Take(c.Body["getMore"].AsInt64, $"{c.DatabaseName}.{c.Body["collection"].AsString}", c.Connection.User);
        var reply = CursorReplies.Next(c, cursor, batchSize == 0 ? null : batchSize);
        Profiler.Record(c, new("getmore", cursor.Namespace, c.Body) { Run = cursor.Results.Run, Origin = cursor.Origin, Returned = reply["cursor"].AsDocument["nextBatch"].AsArray.Count });
        return reply;
    }

    [Command("killCursors", Fields = "cursors")]
    public static BsonDocument KillCursors(CommandContext c)
    {
        c.CollectionName();
        if (c.Body["cursors"].Type != BsonType.Array)
            throw Arguments.WrongType("killCursors", "cursors", c.Body["cursors"], "array");
        var (killed, unknown) = (new BsonArray(), new BsonArray());
        foreach (var id in c.Body["cursors"].AsArray)
            (c.Store.Cursors.Kill(id.ToInt64(), c.Connection.User) ? killed : unknown).Add(id);
        return new() { { "cursorsKilled", killed }, { "cursorsNotFound", unknown }, { "cursorsAlive", new BsonArray() }, { "cursorsUnknown", new BsonArray() } };
    }

    [Command("count", Fields = "query limit skip hint collation fields")]
    public static BsonDocument Count(CommandContext c)
    {
        var name = c.CollectionName();
        var plan = Planner.Plan(CountRequest(c), c.Store.Find(c.DatabaseName, name), new() { CancellationToken = c.CancellationToken });
        var counted = plan.Count();
        Profiler.Record(c, new("command", $"{c.DatabaseName}.{name}", c.Body) { Plan = plan });
        return new() { { "n", Numbers.Integer(counted, BsonType.Int32) } };
    }

    /// <summary>What a count command asks for. A negative limit means its amount.</summary>
    public static QueryRequest CountRequest(CommandContext c)
    {
        Collations.RefuseUnlessSimple(c.Body["collation"]);
        var limit = c.Body["limit"];
        return new(Filter.Parse(c.Document("query") ?? [], c.Scope()))
        {
            Skip = c.Count("skip"),
            Limit = limit.IsNullish ? 0 : limit.IsNumber ? Math.Abs(limit.ToInt64()) : throw Arguments.WrongType("count", "limit", limit, "long"),
            Hint = Arguments.Hint(c.Body),
            CountsOnly = true,
        };
    }

    [Command("distinct", Fields = "key query collation hint")]
    public static BsonDocument Distinct(CommandContext c)
    {
        var name = c.CollectionName();
        var plan = Planner.Plan(DistinctRequest(c), c.Store.Find(c.DatabaseName, name), new() { CancellationToken = c.CancellationToken });
        var path = FieldPath.Parse(c.Body["key"].AsString);
        var values = new HashSet<BsonValue>(BsonComparer.Instance);
        foreach (var document in plan.Documents())
            Paths.Collect(document, path, values);
        Profiler.Record(c, new("command", $"{c.DatabaseName}.{name}", c.Body) { Plan = plan });
        return new() { { "values", new BsonArray(values.Order(BsonComparer.Instance)) } };
    }

    /// <summary>What a distinct command asks for.</summary>
    public static QueryRequest DistinctRequest(CommandContext c)
    {
        Collations.RefuseUnlessSimple(c.Body["collation"]);
        if (c.Body["key"].Type != BsonType.String)
            throw Arguments.WrongType("distinct", "key", c.Body["key"], "string");
        return new(Filter.Parse(c.Document("query") ?? [], c.Scope())) { Hint = Arguments.Hint(c.Body) };
    }
}
