using MongoDB.Bson;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>Methods that read a collection, and what can be called on their cursors.</summary>
internal static class MongoReads
{
    private static readonly string[] FindOptions =
        ["sort", "limit", "skip", "hint", "projection", "batchSize", "maxTimeMS", "comment", "collation", "min", "max", "returnKey", "showRecordId", "allowDiskUse", "let", "singleBatch"];

    private static readonly string[] AggregateOptions = ["allowDiskUse", "hint", "maxTimeMS", "comment", "collation", "let", "batchSize", "bypassDocumentValidation", "explain"];

    /// <summary>The action of a call that reads; null where it is none.</summary>
    /// <param name="collection">Null for aggregate on the database.</param>
    /// <param name="calls">The call and those on its result.</param>
    /// <param name="verbosity">Of an explain that stood before; or null.</param>
    public static MongoAction? Find(string? collection, ReadOnlySpan<MongoCall> calls, string? verbosity)
    {
        var call = calls[0];
        switch (call.Method)
        {
            case "find" when collection is not null:
                return Cursor(FindCommand(call, collection), calls[1..], verbosity);
            case "findOne" when collection is not null:
                Ends(calls, verbosity is not null);
                var one = FindCommand(call, collection);
                one["limit"] = 1;
                one["singleBatch"] = true;
                return verbosity is not null ? Explain(one, verbosity)
                    : async (target, cancellation) => new MongoValue(await target.AllAsync(one, cancellation) is [var first, ..] ? first : BsonNull.Value);
            case "aggregate":
                return Cursor(AggregateCommand(call, collection), calls[1..], verbosity);
            case "countDocuments" when collection is not null:
                Ends(calls);
                return CountDocuments(call, collection);
            case "estimatedDocumentCount" when collection is not null:
                Ends(calls);
                var estimate = new BsonDocument { { "count", collection } };
                new MongoArguments(call, "estimatedDocumentCount({maxTimeMS})", 0, 1).CopyOptions(0, estimate, "maxTimeMS", "comment");
                return Number(estimate);
            case "count" when collection is not null:
                Ends(calls, verbosity is not null);
                var arguments = new MongoArguments(call, "count(filter, options)", 0, 2);
                var count = new BsonDocument { { "count", collection }, { "query", arguments.Document(0) } };
                arguments.CopyOptions(1, count, "limit", "skip", "hint", "maxTimeMS", "collation", "comment");
                return verbosity is not null ? Explain(count, verbosity) : Number(count);
            case "distinct" when collection is not null:
                Ends(calls, verbosity is not null);
                var distinct = new MongoArguments(call, "distinct('field', filter, options)", 1, 3);
                var command = new BsonDocument { { "distinct", collection }, { "key", distinct.Text(0) }, { "query", distinct.Document(1) } };
                distinct.CopyOptions(2, command, "collation", "maxTimeMS", "comment", "hint");
                return verbosity is not null ? Explain(command, verbosity) : async (target, cancellation) => new MongoValue((await target.RunAsync(command, cancellation))["values"]);
            default:
                return null;
        }
    }

    /// <summary>Runs a command under explain.</summary>
    public static MongoAction Explain(BsonDocument command, string verbosity) =>
        async (target, cancellation) => new MongoValue(await target.RunAsync(new() { { "explain", command }, { "verbosity", verbosity } }, cancellation));

    /// <summary>The verbosity that a call of explain asks for.</summary>
    public static string Verbosity(MongoCall call)
    {
        var arguments = new MongoArguments(call, "explain('queryPlanner'), explain('executionStats') or explain('allPlansExecution')", 0, 1);
        return arguments[0] switch
        {
            null => "queryPlanner",
            BsonBoolean all => all.AsBoolean ? "allPlansExecution" : "queryPlanner",
            _ => arguments.Text(0) is "queryPlanner" or "executionStats" or "allPlansExecution" ? arguments.Text(0) : throw arguments.Error($"got '{arguments.Text(0)}'"),
        };
    }

    /// <summary>Checks that nothing is called on a result that is no cursor.</summary>
    public static void Ends(ReadOnlySpan<MongoCall> calls, bool explained = false)
    {
        if (calls.Length < 2 || (calls.Length == 2 && calls[1].Method is "pretty" or "toArray" or "finish") || explained && calls.Length == 1) return;
        throw new CellException("SyntaxError", $"expected nothing after {calls[0].Method}(…), got .{calls[1].Method}(…): what it returns is no cursor; {MongoScanner.Beyond}", calls[1].Line, calls[1].Column);
    }

    private static BsonDocument FindCommand(MongoCall call, string collection)
    {
        var arguments = new MongoArguments(call, $"{call.Method}(filter, projection, options)", 0, 3);
        var command = new BsonDocument { { "find", collection }, { "filter", arguments.Document(0) } };
        if (arguments.Document(1) is { ElementCount: > 0 } projection) command.Add("projection", projection);
        arguments.CopyOptions(2, command, FindOptions);
        return command;
    }

    private static BsonDocument AggregateCommand(MongoCall call, string? collection)
    {
        var stages = call.Arguments is [BsonArray, ..];
        var arguments = new MongoArguments(call, "aggregate([stage, …], options)", collection is null ? 1 : 0, stages ? 2 : int.MaxValue);
        var pipeline = stages ? arguments.Array(0) : new BsonArray(Enumerable.Range(0, arguments.Count).Select(i => (BsonValue)arguments.Document(i)));
        var command = new BsonDocument { { "aggregate", collection is null ? 1 : collection }, { "pipeline", pipeline } };
        var cursor = new BsonDocument();
        if (stages) arguments.CopyOptions(1, command, AggregateOptions);
        if (command.Find("batchSize") is { } size)
        {
            cursor.Add("batchSize", size);
            command.Remove("batchSize");
        }

        command.Add("cursor", cursor);
        return command;
    }

    private static MongoAction Cursor(BsonDocument command, ReadOnlySpan<MongoCall> calls, string? verbosity)
    {
        var isFind = command.Contains("find");
        MongoAction? action = null;
        foreach (var call in calls)
        {
            if (action is not null && call.Method != "pretty")
                throw new CellException("SyntaxError", $"expected nothing after the cursor's end, got .{call.Method}(…): {MongoScanner.Beyond}", call.Line, call.Column);
            if (Modify(command, call, isFind)) continue;
            action = End(command, call, isFind) ?? action;
        }

        if (verbosity is not null && action is null) return Explain(command, verbosity);
        return action ?? ((target, cancellation) => target.ReadAsync(command, cancellation));
    }

    private static bool Modify(BsonDocument command, MongoCall call, bool isFind)
    {
        switch (call.Method)
        {
            case "sort" or "collation" or "min" or "max" or "projection" or "project" when isFind:
                command[call.Method == "project" ? "projection" : call.Method] = new MongoArguments(call, $"{call.Method}(document)", 1, 1).Document(0);
                return true;
            case "collation":
                command["collation"] = new MongoArguments(call, "collation(document)", 1, 1).Document(0);
                return true;
            case "limit" when isFind:
                var limit = new MongoArguments(call, "limit(number)", 1, 1).Number(0);
                command["limit"] = Math.Abs(limit);
                if (limit < 0) command["singleBatch"] = true;
                return true;
            case "skip" when isFind:
                command["skip"] = new MongoArguments(call, "skip(number)", 1, 1).Number(0);
                return true;
            case "batchSize":
                var size = new MongoArguments(call, "batchSize(number)", 1, 1).Number(0);
                if (isFind) command["batchSize"] = size;
                else command["cursor"] = new BsonDocument { { "batchSize", size } };
                return true;
            case "maxTimeMS":
                command["maxTimeMS"] = new MongoArguments(call, "maxTimeMS(milliseconds)", 1, 1).Number(0);
                return true;
            case "hint" or "comment":
                command[call.Method] = new MongoArguments(call, $"{call.Method}(…)", 1, 1)[0]!;
                return true;
            case "returnKey" or "showRecordId" when isFind:
                command[call.Method] = new MongoArguments(call, $"{call.Method}(true)", 0, 1).Flag(0, otherwise: true);
                return true;
            case "allowDiskUse":
                command["allowDiskUse"] = new MongoArguments(call, "allowDiskUse(true)", 0, 1).Flag(0, otherwise: true);
                return true;
            default:
                return false;
        }
    }

    private static MongoAction? End(BsonDocument command, MongoCall call, bool isFind)
    {
        switch (call.Method)
        {
            case "pretty":
                return null;
            case "toArray":
                return (target, cancellation) => target.ReadAsync(command, cancellation);
            case "explain":
                return Explain(command, Verbosity(call));
            case "count" or "size" when isFind:
                var count = new BsonDocument { { "count", command["find"] }, { "query", command["filter"] } };
                foreach (var name in (string[])(call.Method == "size" ? ["hint", "collation", "maxTimeMS", "limit", "skip"] : ["hint", "collation", "maxTimeMS"]))
                    if (command.Find(name) is { } option) count[name] = option;
                return Number(count);
            case "itcount":
                return async (target, cancellation) => new MongoValue((int)((MongoDocuments)await target.ReadAsync(command, cancellation)).Total);
            case "next":
                return async (target, cancellation) => new MongoValue(((MongoDocuments)await (target with { Keep = 1 }).ReadAsync(command, cancellation)).Kept is [var first, ..] ? first : BsonNull.Value);
            default:
                throw new CellException("UnknownMethod", $"there is no method {call.Method} on a cursor of {(isFind ? "find" : "aggregate")}; known are {string.Join(", ", MongoMethods.OfCursor.Keys)}", call.Line, call.Column);
        }
    }

    private static MongoAction CountDocuments(MongoCall call, string collection)
    {
        var arguments = new MongoArguments(call, "countDocuments(filter, options)", 0, 2);
        var command = new BsonDocument { { "aggregate", collection } };
        var pipeline = new BsonArray { new BsonDocument { { "$match", arguments.Document(0) } } };
        arguments.CopyOptions(1, command, "limit", "skip", "hint", "maxTimeMS", "collation", "comment");
        foreach (var name in (string[])["skip", "limit"])
        {
            if (command.Find(name) is { } value) pipeline.Add(new BsonDocument { { "$" + name, value } });
            command.Remove(name);
        }

        pipeline.Add(new BsonDocument { { "$group", new BsonDocument { { "_id", 1 }, { "n", new BsonDocument { { "$sum", 1 } } } } } });
        command.Add("pipeline", pipeline);
        command.Add("cursor", new BsonDocument());
        return async (target, cancellation) => new MongoValue(await target.AllAsync(command, cancellation) is [var only] ? Plain(only["n"]) : 0);
    }

    private static MongoAction Number(BsonDocument command) => async (target, cancellation) => new MongoValue(Plain((await target.RunAsync(command, cancellation))["n"]));

    // Counts are numbers of JavaScript to mongosh, whatever type the server sends.
    private static BsonValue Plain(BsonValue count) => count.ToInt64() is var n && n <= int.MaxValue ? (BsonValue)(int)n : (double)n;
}
