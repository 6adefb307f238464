using System.Globalization;
using MongoDB.Bson;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>Methods that write to a collection. Results are mongosh's documents.</summary>
internal static class MongoWrites
{
    private const int BatchCount = 10_000;
    // Beside the documents the command itself has to fit into a message that mongod takes: 16 MiB and 16 KiB.
    private const int BatchBytes = 16 * 1024 * 1024;

    /// <summary>The action of a call that writes; null where it is none.</summary>
    public static MongoAction? Find(string collection, MongoCall call, string? verbosity)
    {
        switch (call.Method)
        {
            case "insertOne":
                var one = new MongoArguments(call, "insertOne(document)", 1, 2);
                var document = WithId(Required(one, 0));
                var insert = Insert(collection, [document], one, 1);
                return async (target, cancellation) =>
                {
                    await WriteAsync(target, insert, cancellation);
                    return Acknowledged(("insertedId", document["_id"]));
                };
            case "insertMany":
                return InsertMany(collection, call);
            case "updateOne" or "updateMany" or "replaceOne":
                var update = UpdateStatement(call, out var updateOptions);
                return Write("update", collection, "updates", update, updateOptions, verbosity, reply => Acknowledged(
                    ("insertedId", Upserted(reply)), ("matchedCount", Matched(reply)), ("modifiedCount", reply.Find("nModified")), ("upsertedCount", UpsertedCount(reply))));
            case "deleteOne" or "deleteMany":
                var delete = DeleteStatement(call, out var deleteOptions);
                return Write("delete", collection, "deletes", delete, deleteOptions, verbosity, reply => Acknowledged(("deletedCount", reply["n"])));
            case "findOneAndUpdate" or "findOneAndReplace" or "findOneAndDelete":
                var modify = FindAndModify(collection, call);
                return verbosity is not null ? MongoReads.Explain(modify, verbosity) : async (target, cancellation) => new MongoValue((await target.RunAsync(modify, cancellation))["value"]);
            case "findAndModify":
                var command = new BsonDocument { { "findAndModify", collection } };
                var arguments = new MongoArguments(call, "findAndModify({query, sort, update, remove, new, fields, upsert})", 1, 1);
                arguments.CopyOptions(0, command, "query", "sort", "update", "remove", "new", "fields", "upsert", "arrayFilters", "hint", "collation", "let", "bypassDocumentValidation", "maxTimeMS", "comment");
                return verbosity is not null ? MongoReads.Explain(command, verbosity) : async (target, cancellation) => new MongoValue((await target.RunAsync(command, cancellation))["value"]);
            case "bulkWrite":
                return MongoBulk.Of(collection, call);
            default:
                return null;
        }
    }

    /// <summary>The document with an _id at its beginning.</summary>
    public static BsonDocument WithId(BsonDocument document)
    {
        if (document.Contains("_id")) return document;
        var whole = new BsonDocument { { "_id", ObjectId.GenerateNewId() } };
        foreach (var field in document) whole.Add(field);
        return whole;
    }

    /// <summary>The statement of an update command: updateOne(filter, update, options) and its like.</summary>
    public static BsonDocument UpdateStatement(string method, BsonDocument filter, BsonValue? update, Func<string, CellException> error)
    {
        var isOperators = update is BsonArray || (update is BsonDocument { ElementCount: > 0 } document && document.GetElement(0).Name.StartsWith('$'));
        if (method == "replaceOne" && (isOperators || update is not BsonDocument)) throw error("got operators (or no document): replaceOne takes the whole new document; updateOne takes operators");
        if (method != "replaceOne" && !isOperators) throw error("got no operators: say { $set: { … } }, or replaceOne to put a whole document in its place");
        return new() { { "q", filter }, { "u", update }, { "multi", method == "updateMany" } };
    }

    /// <summary>Runs a command that writes; what a server refuses is an error that says what went before.</summary>
    /// <exception cref="CellException">With the server's code.</exception>
    public static async Task<BsonDocument> WriteAsync(MongoTarget target, BsonDocument command, CancellationToken cancellationToken, long before = 0)
    {
        var reply = await target.TryAsync(command, cancellationToken);
        if (MongoReplyException.Of(reply) is { } error)
        {
            var done = before + reply.Count("n");
            var errors = reply.Find("writeErrors") is BsonArray list ? list.Count : 0;
            throw errors == 0 || (done == 0 && errors == 1) ? error
                : new MongoReplyException(error.Code, error.CodeName, string.Create(CultureInfo.InvariantCulture, $"{error.Message}\n{errors} write{(errors == 1 ? "" : "s")} failed; {done:N0} document{(done == 1 ? " was" : "s were")} written and stand{(done == 1 ? "s" : "")}"));
        }

        return reply;
    }

    public static MongoValue Acknowledged(params ReadOnlySpan<(string Name, BsonValue? Value)> fields)
    {
        var result = new BsonDocument { { "acknowledged", true } };
        foreach (var (name, value) in fields) result.Add(name, value ?? 0);
        return new(result);
    }

    public static BsonValue Upserted(BsonDocument reply) => UpsertedList(reply) is [var first, ..] ? first.AsBsonDocument["_id"] : BsonNull.Value;

    public static int UpsertedCount(BsonDocument reply) => UpsertedList(reply).Count;

    public static int Matched(BsonDocument reply) => (int)reply.Count("n") - UpsertedCount(reply);

    public static BsonDocument Required(MongoArguments arguments, int index) => arguments[index] as BsonDocument ?? throw arguments.Error($"got {MongoshText.Inline(arguments[index])} as argument {index + 1}");

    private static BsonArray UpsertedList(BsonDocument reply) => reply.Find("upserted") as BsonArray ?? [];

    private static BsonDocument Insert(string collection, IEnumerable<BsonDocument> documents, MongoArguments arguments, int options)
    {
        var command = new BsonDocument { { "insert", collection }, { "documents", new BsonArray(documents.Select(document => (BsonValue)document)) } };
        arguments.CopyOptions(options, command, "ordered", "bypassDocumentValidation", "comment", "writeConcern");
        return command;
    }

    private static MongoAction InsertMany(string collection, MongoCall call)
    {
        var arguments = new MongoArguments(call, "insertMany([document, …], options)", 1, 2);
        var documents = arguments.Array(0).Select(value => value.BsonType == BsonType.Document ? WithId(value.AsBsonDocument) : throw arguments.Error($"got {MongoshText.Inline(value)} among the documents")).ToList();
        if (documents.Count == 0) throw arguments.Error("got an empty array");
        var commands = new List<BsonDocument>();
        var (start, bytes) = (0, 0);
        for (var i = 0; i < documents.Count; i++)
        {
            var size = documents[i].ToBson().Length;
            if (i > start && (i - start == BatchCount || bytes + size > BatchBytes))
            {
                commands.Add(Insert(collection, documents.GetRange(start, i - start), arguments, 1));
                (start, bytes) = (i, 0);
            }

            bytes += size;
        }

        commands.Add(Insert(collection, documents.GetRange(start, documents.Count - start), arguments, 1));
        return async (target, cancellation) =>
        {
            long inserted = 0;
            foreach (var command in commands) inserted += (await WriteAsync(target, command, cancellation, inserted))["n"].ToInt64();
            return Acknowledged(("insertedIds", new BsonDocument(documents.Select((document, i) => new BsonElement(i.ToString(CultureInfo.InvariantCulture), document["_id"])))));
        };
    }

    private static BsonDocument UpdateStatement(MongoCall call, out BsonDocument options)
    {
        var arguments = new MongoArguments(call, $"{call.Method}(filter, {(call.Method == "replaceOne" ? "document" : "update")}, options)", 2, 3);
        var statement = UpdateStatement(call.Method, Required(arguments, 0), arguments[1], arguments.Error);
        var all = new BsonDocument();
        arguments.CopyOptions(2, all, "upsert", "arrayFilters", "hint", "collation", "sort", "let", "bypassDocumentValidation", "comment", "writeConcern", "maxTimeMS");
        options = Move(all, statement, "upsert", "arrayFilters", "hint", "collation", "sort");
        return statement;
    }

    private static BsonDocument DeleteStatement(MongoCall call, out BsonDocument options)
    {
        var arguments = new MongoArguments(call, $"{call.Method}(filter, options)", 1, 2);
        var statement = new BsonDocument { { "q", Required(arguments, 0) }, { "limit", call.Method == "deleteOne" ? 1 : 0 } };
        var all = new BsonDocument();
        arguments.CopyOptions(1, all, "hint", "collation", "let", "comment", "writeConcern", "maxTimeMS");
        options = Move(all, statement, "hint", "collation");
        return statement;
    }

    // Options of the statement go into it; what is left belongs to the command.
    private static BsonDocument Move(BsonDocument options, BsonDocument statement, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (options.Find(name) is { } value) statement[name] = value;
            options.Remove(name);
        }

        return options;
    }

    private static MongoAction Write(string name, string collection, string list, BsonDocument statement, BsonDocument options, string? verbosity, Func<BsonDocument, MongoOutcome> shape)
    {
        var command = new BsonDocument { { name, collection }, { list, new BsonArray { statement } } };
        foreach (var option in options) command.Add(option);
        return verbosity is not null ? MongoReads.Explain(command, verbosity) : async (target, cancellation) => shape(await WriteAsync(target, command, cancellation));
    }

    private static BsonDocument FindAndModify(string collection, MongoCall call)
    {
        var isDelete = call.Method == "findOneAndDelete";
        var arguments = new MongoArguments(call, isDelete ? "findOneAndDelete(filter, options)" : $"{call.Method}(filter, {(call.Method == "findOneAndReplace" ? "document" : "update")}, options)", isDelete ? 1 : 2, isDelete ? 2 : 3);
        var command = new BsonDocument { { "findAndModify", collection }, { "query", Required(arguments, 0) } };
        if (isDelete) command.Add("remove", true);
        else command.Add("update", UpdateStatement(call.Method == "findOneAndReplace" ? "replaceOne" : "updateOne", [], arguments[1], arguments.Error)["u"]);
        var options = new BsonDocument();
        arguments.CopyOptions(isDelete ? 1 : 2, options, "sort", "projection", "upsert", "returnDocument", "returnNewDocument", "arrayFilters", "hint", "collation", "let", "bypassDocumentValidation", "maxTimeMS", "comment");
        foreach (var (name, value) in options)
        {
            switch (name)
            {
                case "projection":
                    command["fields"] = value;
                    break;
                case "returnDocument":
                    command["new"] = value is BsonString { Value: "after" or "before" } which ? which.Value == "after" : throw arguments.Error("got a returnDocument that is neither 'before' nor 'after'");
                    break;
                case "returnNewDocument":
                    command["new"] = value;
                    break;
                default:
                    command[name] = value;
                    break;
            }
        }

        return command;
    }
}
