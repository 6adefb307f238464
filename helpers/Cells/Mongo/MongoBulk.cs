using System.Globalization;
using StorageCourse.Docstore;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Cells.Mongo;

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
            MongoError? first = null;
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
                catch (MongoError e) when (options["ordered"] is { Type: BsonType.Boolean, IsTruthy: false })
                {
                    first ??= e;
                }

                from = to;
            }

            return first is null ? result.ToValue() : throw first;
        };
    }

    private static (string Command, BsonDocument Statement) Statement(in BsonValue value, MongoArguments arguments)
    {
        if (value.Type != BsonType.Document || value.AsDocument is not { Count: 1 } document || document[0] is var (kind, body) && (!Kinds.Contains(kind) || body.Type != BsonType.Document))
            throw arguments.Error($"got {MongoshText.Inline(value)}");
        var fields = document[0].Value.AsDocument;
        BsonValue Field(string name) => fields[name] is { IsMissing: false } found ? found : throw arguments.Error($"got {document[0].Name} without {name}");
        BsonDocument statement;
        string[] optional;
        switch (document[0].Name)
        {
            case "insertOne":
                return ("insert", MongoWrites.WithId(Field("document").AsDocument));
            case "deleteOne" or "deleteMany":
                statement = new() { { "q", Field("filter") }, { "limit", document[0].Name == "deleteOne" ? 1 : 0 } };
                optional = ["hint", "collation"];
                break;
            default:
                var isReplace = document[0].Name == "replaceOne";
                statement = MongoWrites.UpdateStatement(document[0].Name, Field("filter").AsDocument, Field(isReplace ? "replacement" : "update"), arguments.Error);
                optional = ["upsert", "arrayFilters", "hint", "collation", "sort"];
                break;
        }

        foreach (var (name, option) in fields)
        {
            if (optional.Contains(name)) statement[name] = option;
            else if (name is not "filter" and not "update" and not "replacement") throw arguments.Error($"got the option {name} of {document[0].Name}; known are {string.Join(", ", optional)}");
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

        public long Written => inserted + modified + deleted + upsertedIds.Count;

        public void Add(string kind, int from, List<(string Command, BsonDocument Statement)> writes, BsonDocument reply)
        {
            var n = (int)reply["n"].ToInt64();
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
                    modified += (int)reply["nModified"].ToInt64();
                    if (reply["upserted"] is { Type: BsonType.Array } list)
                        foreach (var one in list.AsArray) upsertedIds.Add(Name(from + (int)one.AsDocument["index"].ToInt64()), one.AsDocument["_id"]);
                    break;
            }
        }

        public MongoValue ToValue() => MongoWrites.Acknowledged(
            ("insertedCount", inserted), ("insertedIds", insertedIds), ("matchedCount", matched), ("modifiedCount", modified),
            ("deletedCount", deleted), ("upsertedCount", upsertedIds.Count), ("upsertedIds", upsertedIds));

        private static string Name(int index) => index.ToString(CultureInfo.InvariantCulture);
    }
}
