using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>Runs commands: finds the method, checks what is common to all of them, and makes a reply of whatever comes of it.</summary>
internal sealed class Dispatcher(ServerState server)
{
    /// <summary>Answers one command. Never throws: errors become replies with <c>ok: 0</c>.</summary>
    /// <param name="connection">Who asks.</param>
    /// <param name="databaseName">On which database.</param>
    /// <param name="body">The command; its first field is its name.</param>
    public BsonDocument Run(ConnectionState connection, string databaseName, BsonDocument body)
    {
        Operation? operation = null;
        try
        {
            if (body.Count == 0) throw MongoError.BadValue("expected a command, got an empty document");
            var name = body[0].Name;
            if (!CommandTable.All.TryGetValue(name, out var entry))
                throw body.Contains("txnNumber") ? GenericArguments.NoTransactions() : MongoError.CommandNotFound($"no such command: '{name}' (docstore has no other commands than those of `course docstore --supported`)");
            if (connection.User is null && server.Credential is not null && !entry.Attribute.BeforeAuthentication)
                throw new MongoError(13, "Unauthorized", $"Command {name} requires authentication");
            if (entry.Attribute.AdminOnly && databaseName != "admin")
                throw new MongoError(13, "Unauthorized", $"{name} may only be run against the admin database.");
            var arguments = GenericArguments.Read(body, entry);
            operation = server.Operations.Start(connection, databaseName, name, arguments.SessionId);
            // In getMore it is the time to wait for new documents, not the command's own.
            if (arguments.MaxTime is { } limit && name != "getMore") operation.EndAfter(limit);
            server.Counters.Count(name, StatementsOf(name, body));
            var reply = entry.Run(new()
            {
                Body = body,
                CommandName = name,
                DatabaseName = databaseName,
                Server = server,
                Connection = connection,
                Operation = operation,
            });
            if (!reply.Contains("ok")) reply.Add("ok", 1.0);
            return reply;
        }
        catch (MongoError error)
        {
            return Failure(error);
        }
        catch (OperationCanceledException) when (operation is not null)
        {
            return Failure(operation.Error);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A fault of docstore's own: the client is told, and the server goes on.
            return Failure(new(1, "InternalError", $"docstore failed: {error}"));
        }
        finally
        {
            if (operation is not null) server.Operations.End(operation);
        }
    }

    /// <summary>An error as clients expect it.</summary>
    public static BsonDocument Failure(MongoError error)
    {
        var reply = new BsonDocument
        {
            { "ok", 0.0 },
            { "errmsg", error.Message },
            { "code", error.Code },
            { "codeName", error.CodeName },
        };
        foreach (var detail in error.Details ?? []) reply.Add(detail);
        return reply;
    }

    private static int StatementsOf(string name, BsonDocument body)
    {
        var field = name switch { "insert" => "documents", "update" => "updates", "delete" => "deletes", _ => null };
        return field is not null && body[field] is { Type: BsonType.Array } statements ? statements.AsArray.Count : 1;
    }
}
