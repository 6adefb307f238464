using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>Logical sessions. A session is no more than a name here: cursors and running commands bear it, and end with it.</summary>
internal static class SessionCommands
{
    [Command("startSession")]
    public static BsonDocument Start(CommandContext c) => new()
    {
        { "id", new BsonDocument { { "id", BsonValue.FromGuid(Guid.NewGuid()) } } },
        { "timeoutMinutes", ServerIdentity.SessionMinutes },
    };

    [Command("refreshSessions")]
    public static BsonDocument Refresh(CommandContext c)
    {
        _ = SessionIds(c);
        return [];
    }

    [Command("endSessions")]
    public static BsonDocument End(CommandContext c) => Kill(c);

    /// <summary>Ends what runs in the sessions, from any connection: this is how a client interrupts itself.</summary>
    [Command("killSessions")]
    public static BsonDocument Kill(CommandContext c)
    {
        var ids = SessionIds(c);
        c.Server.Operations.Kill(operation => operation != c.Operation && operation.SessionId is { } id && ids.Contains(id));
        c.Store.Cursors.KillSessions(ids);
        return [];
    }

    private static HashSet<Guid> SessionIds(CommandContext c)
    {
        var ids = new HashSet<Guid>();
        if (c.Body[c.CommandName] is not { Type: BsonType.Array } sessions)
            throw MongoError.TypeMismatch($"expected {c.CommandName} to be an array of sessions, as in [{{id: UUID(\"…\")}}]");
        foreach (var session in sessions.AsArray)
        {
            if (session.Type != BsonType.Document || session.AsDocument["id"] is not { Type: BsonType.Binary } id || id.AsBinary.AsGuid is not { } uuid)
                throw MongoError.TypeMismatch($"expected {c.CommandName} to hold {{id: UUID(\"…\")}}, got {session}");
            ids.Add(uuid);
        }

        return ids;
    }
}
