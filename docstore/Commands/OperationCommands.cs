using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>What runs now, and how to end it.</summary>
internal static class OperationCommands
{
    [Command("currentOp", AdminOnly = true, Fields = "$all $ownOps")]
    public static BsonDocument CurrentOp(CommandContext c)
    {
        var running = new BsonArray();
        foreach (var operation in c.Server.Operations.Running)
        {
            running.Add(new BsonDocument
            {
                { "type", "op" },
                { "connectionId", operation.Connection.Id },
                { "client", operation.Connection.RemoteEndpoint },
                { "appName", operation.Connection.AppName },
                { "active", true },
                { "opid", operation.Id },
                { "microsecs_running", (long)operation.Elapsed.TotalMicroseconds },
                { "op", "command" },
                { "ns", operation.DatabaseName + ".$cmd" },
                { "command", new BsonDocument { { operation.CommandName, 1 }, { "$db", operation.DatabaseName } } },
                { "killPending", operation.CancellationToken.IsCancellationRequested },
            });
        }

        return new() { { "inprog", running } };
    }

    /// <summary>As mongod it says the same whether an operation of that number runs or has just ended.</summary>
    [Command("killOp", AdminOnly = true, Fields = "op")]
    public static BsonDocument KillOp(CommandContext c)
    {
        if (!c.Body["op"].IsNumber) throw MongoError.TypeMismatch($"expected killOp.op to be the number of an operation, got {c.Body["op"]}");
        c.Server.Operations.Kill((int)c.Body["op"].ToInt64());
        return new() { { "info", "attempting to kill op" } };
    }
}
