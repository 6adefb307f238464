using System.Globalization;
using MongoDB.Bson;

namespace StorageCourse.Stores.Mongo;

/// <summary>bulkWrite: writes of several kinds, in order; neighbours of one kind go in one command.</summary>
internal static class MongoBulk
{
    private static readonly string[] Kinds = ["insertOne", "updateOne", "updateMany", "replaceOne", "deleteOne", "deleteMany"];

    public static MongoAction Of(string collection, MongoCall call)
    {
        var arguments = new MongoArguments(call, $"bulkWrite([{{{string.Join(" | ", Kinds)}: {{…}}}}, …], {{ordered}})", 1, 2);
        var options = new BsonDocument();
        arguments.CopyOptions(1, options, "ordered", "bypassDocumentValidation", "comment", "let", "writeConcern");
        var writes = arguments.Array(0).Select(value => Statement(value, arguments)).ToList();
        if (writes.Count == 0) throw arguments.Error("got an empty array");
        return async (target, cancellation) =>
        {
            var result = new Result();
            MongoReplyException? first = null;
            for (var from = 0; from < writes.Count;)
            {
                var to = from;
                while (to < writes.Count && writes[to].Command == writes[from].Command) to++;
                var (name, list) = writes[from].Command switch { "insert" => ("insert", "documents"), "update" => ("update", "updates"), _ => ("delete", "deletes") };
                var command = new BsonDocument { { name, collection }, { list, new BsonArray(writes[from..to].Select(write => (BsonValue)write.Statement)) } };
                foreach (var option in options) command.Add(option);
                try
                {
                    result.Add(name, from, writes, await MongoWrites.WriteAsync(target, command, cancellation, result.Written));
                }
                catch (MongoReplyException e) when (options.Find("ordered") is BsonBoolean { Value: false })
                {
                    first ??= e;
                }

                from = to;
            }

            return first is null ? result.ToValue() : throw first;
        };
    }

    private static (string Command, BsonDocument Statement) Statement(BsonValue value, MongoArguments arguments)
    {
        if (value is not BsonDocument { ElementCount: 1 } document || document.GetElement(0) is not (var kind, BsonDocument fields) || !Kinds.Contains(kind))
            throw arguments.Error($"got {MongoshText.Inline(value)}");
        BsonValue Field(string name) => fields.Find(name) ?? throw arguments.Error($"got {kind} without {name}");
        BsonDocument statement;
        string[] optional;
        switch (kind)
        {
            case "insertOne":
                return ("insert", MongoWrites.WithId(Field("document").AsBsonDocument));
            case "deleteOne" or "deleteMany":
                statement = new() { { "q", Field("filter") }, { "limit", kind == "deleteOne" ? 1 : 0 } };
                optional = ["hint", "collation"];
                break;
            default:
                var isReplace = kind == "replaceOne";
                statement = MongoWrites.UpdateStatement(kind, Field("filter").AsBsonDocument, Field(isReplace ? "replacement" : "update"), arguments.Error);
                optional = ["upsert", "arrayFilters", "hint", "collation", "sort"];
                break;
        }

        foreach (var (name, option) in fields)
        {
            if (optional.Contains(name)) statement[name] = option;
            else if (name is not "filter" and not "update" and not "replacement") throw arguments.Error($"got the option {name} of {kind}; known are {string.Join(", ", optional)}");
        }

        return (statement.Contains("limit") ? "delete" : "update", statement);
    }

    private sealed class Result
    {
        private readonly BsonDocument insertedIds = [];
        private readonly BsonDocument upsertedIds = [];
        private int inserted;
        private int matched;
        private int modified;
        private int deleted;

        public long Written => inserted + modified + deleted + upsertedIds.ElementCount;

        public void Add(string kind, int from, List<(string Command, BsonDocument Statement)> writes, BsonDocument reply)
        {
            var n = (int)reply.Count("n");
            switch (kind)
            {
                case "insert":
                    for (var i = 0; i < n; i++) insertedIds.Add(Name(from + i), writes[from + i].Statement["_id"]);
                    inserted += n;
                    break;
                case "delete":
                    deleted += n;
                    break;
                default:
                    matched += MongoWrites.Matched(reply);
                    modified += (int)reply.Count("nModified");
                    if (reply.Find("upserted") is BsonArray list)
                        foreach (var one in list) upsertedIds.Add(Name(from + (int)one.AsBsonDocument["index"].ToInt64()), one.AsBsonDocument["_id"]);
                    break;
            }
        }

        public MongoValue ToValue() => MongoWrites.Acknowledged(
            ("insertedCount", inserted), ("insertedIds", insertedIds), ("matchedCount", matched), ("modifiedCount", modified),
            ("deletedCount", deleted), ("upsertedCount", upsertedIds.ElementCount), ("upsertedIds", upsertedIds));

        private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
    }
}
