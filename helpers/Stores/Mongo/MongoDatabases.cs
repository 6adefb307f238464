using System.Globalization;
using MongoDB.Bson;

namespace StorageCourse.Stores.Mongo;

/// <summary>Methods of <c>db</c>, and <c>show</c>.</summary>
internal static class MongoDatabases
{
    private const int ProfileShown = 5;

    /// <summary>The action of a call on the database; null where it is none.</summary>
    public static MongoAction? Find(MongoCall call)
    {
        switch (call.Method)
        {
            case "runCommand" or "adminCommand":
                var arguments = new MongoArguments(call, $"{call.Method}({{command: 1, …}})", 1, 1);
                var command = arguments[0] is BsonString ? new BsonDocument { { arguments.Text(0), 1 } } : MongoWrites.Required(arguments, 0);
                return call.Method == "runCommand" ? Reply(command) : Admin(command);
            case "createCollection":
                var create = new MongoArguments(call, "createCollection('name', options)", 1, 2);
                var creation = new BsonDocument { { "create", create.Text(0) } };
                foreach (var option in create.Document(1)) creation.Add(option);
                return Reply(creation);
            case "getCollectionNames":
                return async (target, cancellation) => new MongoValue(new BsonArray((await CollectionsAsync(target, cancellation)).Select(one => one["name"])));
            case "getCollectionInfos":
                var filter = new MongoArguments(call, "getCollectionInfos(filter)", 0, 1).Document(0);
                return async (target, cancellation) => new MongoValue(new BsonArray((await target.AllAsync(new() { { "listCollections", 1 }, { "filter", filter } }, cancellation)).Select(one => (BsonValue)one)));
            case "dropDatabase":
                return async (target, cancellation) =>
                {
                    var reply = await target.RunAsync(new() { { "dropDatabase", 1 } }, cancellation);
                    return new MongoValue(new BsonDocument { { "ok", reply["ok"] }, { "dropped", target.Database } });
                };
            case "setProfilingLevel":
                return Profiling(call);
            case "getProfilingStatus":
                return Reply(new() { { "profile", -1 } });
            case "stats":
                var stats = new BsonDocument { { "dbStats", 1 } };
                var scale = new MongoArguments(call, "stats(scale)", 0, 1);
                stats["scale"] = scale.Count == 0 ? 1 : scale[0] is BsonDocument { } options ? options.Find("scale") ?? 1 : scale.Number(0);
                return Reply(stats);
            case "version":
                return async (target, cancellation) => new MongoValue((await target.RunAdminAsync(new() { { "buildInfo", 1 } }, cancellation))["version"]);
            case "serverBuildInfo":
                return Admin(new() { { "buildInfo", 1 } });
            case "serverStatus":
                return Admin(new() { { "serverStatus", 1 } });
            case "hello":
                return Reply(new() { { "hello", 1 } });
            case "getName":
                return (target, _) => Task.FromResult<MongoOutcome>(new MongoValue(target.Database));
            case "currentOp":
                var current = new BsonDocument { { "currentOp", 1 } };
                foreach (var option in new MongoArguments(call, "currentOp(filter)", 0, 1).Document(0)) current.Add(option);
                return Admin(current);
            case "killOp":
                return Admin(new() { { "killOp", 1 }, { "op", new MongoArguments(call, "killOp(opid)", 1, 1)[0]! } });
            default:
                return null;
        }
    }

    /// <summary>What <c>show</c> shows, as text.</summary>
    public static async Task<string> ShowAsync(string what, MongoTarget target, CancellationToken cancellationToken)
    {
        switch (what)
        {
            case "dbs" or "databases":
                return Sizes((await target.RunAdminAsync(new() { { "listDatabases", 1 } }, cancellationToken))["databases"].AsBsonArray);
            case "collections" or "tables":
                var collections = await CollectionsAsync(target, cancellationToken);
                return collections.Count == 0 ? $"no collections in {target.Database}"
                    : string.Join('\n', collections.Select(one => one.Find("type") is BsonString type && type.AsString != "collection" ? $"{one["name"].AsString} [{type.AsString}]" : one["name"].AsString));
            case "users":
                return MongoshText.Of((await target.RunAsync(new() { { "usersInfo", 1 } }, cancellationToken))["users"]);
            default:
                var last = await target.AllAsync(new() { { "find", "system.profile" }, { "sort", new BsonDocument { { "ts", -1 } } }, { "limit", ProfileShown } }, cancellationToken);
                return last.Count == 0 ? "db.system.profile is empty: db.setProfilingLevel(2) begins to fill it"
                    : MongoshText.Of(new BsonArray(last.Select(one => (BsonValue)one)));
        }
    }

    /// <summary>Name and type of a database's collections, by name.</summary>
    public static async Task<List<BsonDocument>> CollectionsAsync(MongoTarget target, CancellationToken cancellationToken) =>
        [.. (await target.AllAsync(new() { { "listCollections", 1 }, { "nameOnly", true } }, cancellationToken)).OrderBy(one => one["name"].AsString, StringComparer.Ordinal)];

    private static MongoAction Profiling(MongoCall call)
    {
        var arguments = new MongoArguments(call, "setProfilingLevel(0 | 1 | 2, {slowms, sampleRate, filter})", 1, 2);
        var command = new BsonDocument { { "profile", (int)arguments.Number(0) } };
        if (arguments[1] is { IsNumeric: true }) command.Add("slowms", arguments[1]);
        else arguments.CopyOptions(1, command, "slowms", "sampleRate", "filter");
        return Reply(command);
    }

    private static string Sizes(BsonArray databases)
    {
        const int kibi = 1024;
        var rows = databases.Select(one => (Name: one.AsBsonDocument["name"].AsString, Size: Size(one.AsBsonDocument.Find("sizeOnDisk")?.ToDouble() ?? 0))).ToList();
        var (names, sizes) = (rows.Select(row => row.Name.Length).DefaultIfEmpty().Max(), rows.Select(row => row.Size.Length).DefaultIfEmpty().Max());
        return rows.Count == 0 ? "no databases" : string.Join('\n', rows.Select(row => $"{row.Name.PadRight(names)}  {row.Size.PadLeft(sizes)}"));

        static string Size(double bytes)
        {
            var unit = 0;
            for (; bytes >= kibi && unit < 3; unit++) bytes /= kibi;
            return unit == 0 ? string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B") : string.Create(CultureInfo.InvariantCulture, $"{bytes:0.00} {"KMG"[unit - 1]}iB");
        }
    }

    private static MongoAction Reply(BsonDocument command) => async (target, cancellation) => new MongoValue(await target.RunAsync(command, cancellation));

    private static MongoAction Admin(BsonDocument command) => async (target, cancellation) => new MongoValue(await target.RunAdminAsync(command, cancellation));
}
