using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>Finds what a statement's calls do.</summary>
internal static class MongoTranslation
{
    /// <summary>The action of a statement that begins with <c>db</c>.</summary>
    /// <exception cref="CellException">A method is unknown or got wrong arguments, with line and column.</exception>
    public static MongoAction Of(CallStatement statement)
    {
        if (statement.Database is not { } database) return OnCurrent(statement);
        var action = OnCurrent(statement);
        return (target, cancellation) => action(target with { Database = database }, cancellation);
    }

    private static MongoAction OnCurrent(CallStatement statement)
    {
        var calls = statement.Calls.ToArray().AsSpan();
        if (calls.Length == 0)
        {
            return (target, _) => Task.FromResult<MongoOutcome>(new MongoValue(statement.Collection is null ? target.Database : $"{target.Database}.{statement.Collection}"));
        }

        string? verbosity = null;
        if (calls[0].Method == "explain" && statement.Collection is not null)
        {
            verbosity = MongoReads.Verbosity(calls[0]);
            if (calls.Length == 1) throw Unknown(calls[0], "expected a method after explain(), as in explain('executionStats').find({…})");
            calls = calls[1..];
        }

        if (MongoReads.Find(statement.Collection, calls, verbosity) is { } read) return read;
        var action = statement.Collection is null ? MongoDatabases.Find(calls[0])
            : MongoWrites.Find(statement.Collection, calls[0], verbosity) ?? (verbosity is null ? MongoIndexes.Find(statement.Collection, calls[0]) : null);
        if (action is null) throw NoMethod(statement, calls[0], verbosity is not null);
        MongoReads.Ends(calls);
        return action;
    }

    private static CellException NoMethod(CallStatement statement, MongoCall call, bool isExplained)
    {
        if (isExplained) return Unknown(call, $"{call.Method} can't be explained");
        var instead = call.Method switch
        {
            "insert" => "say insertOne or insertMany",
            "update" => "say updateOne, updateMany or replaceOne",
            "remove" => "say deleteOne or deleteMany",
            "save" => "say insertOne, or replaceOne with upsert",
            _ => null,
        };
        var known = statement.Collection is null ? MongoMethods.OfDatabase : MongoMethods.OfCollection;
        return Unknown(call, instead is null
            ? $"there is no method {call.Method} on {(statement.Collection is null ? "db" : "a collection")}; known are {string.Join(", ", known.Keys)}"
            : $"{call.Method} is gone from MongoDB: {instead}");
    }

    private static CellException Unknown(MongoCall call, string message) => new("UnknownMethod", message, call.Line, call.Column);
}
