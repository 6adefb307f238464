using MongoDB.Bson;

namespace StorageCourse.Stores.Mongo;

/// <summary>Methods for a collection's indexes, and for the collection as a whole.</summary>
internal static class MongoIndexes
{
    private const int NamespaceNotFound = 26;

    /// <summary>The action of such a call; null where it is none.</summary>
    public static MongoAction? Find(string collection, MongoCall call)
    {
        switch (call.Method)
        {
            case "createIndex":
                var one = new MongoArguments(call, "createIndex(keys, options)", 1, 2);
                return Create(collection, [Index(Keys(one, 0), one.Document(1))], names => names[0]);
            case "createIndexes":
                var several = new MongoArguments(call, "createIndexes([keys, …], options)", 1, 2);
                var indexes = several.Array(0).Select(keys => keys is BsonDocument document ? Index(document, several.Document(1)) : throw several.Error($"got {MongoshText.Inline(keys)} as keys")).ToList();
                return Create(collection, indexes, names => names);
            case "getIndexes" or "getIndices":
                _ = new MongoArguments(call, "getIndexes()", 0, 0);
                return async (target, cancellation) => new MongoValue(new BsonArray((await target.AllAsync(new() { { "listIndexes", collection } }, cancellation)).Select(index => (BsonValue)index)));
            case "dropIndex":
                return Reply(new() { { "dropIndexes", collection }, { "index", new MongoArguments(call, "dropIndex('name') or dropIndex(keys)", 1, 1)[0]! } });
            case "dropIndexes":
                var drop = new MongoArguments(call, "dropIndexes() or dropIndexes(['name', …])", 0, 1);
                return Reply(new() { { "dropIndexes", collection }, { "index", drop[0] ?? "*" } });
            case "drop":
                _ = new MongoArguments(call, "drop()", 0, 1);
                return async (target, cancellation) => new MongoValue(await DropAsync(target, collection, cancellation));
            case "stats":
                var stats = new BsonDocument { { "collStats", collection } };
                var arguments = new MongoArguments(call, "stats({scale})", 0, 1);
                if (arguments[0] is { IsNumeric: true }) stats.Add("scale", arguments[0]);
                else arguments.CopyOptions(0, stats, "scale");
                return Reply(stats);
            case "validate":
                var validate = new BsonDocument { { "validate", collection } };
                new MongoArguments(call, "validate({full})", 0, 1).CopyOptions(0, validate, "full");
                return Reply(validate);
            case "renameCollection":
                var rename = new MongoArguments(call, "renameCollection('name', dropTarget)", 1, 2);
                return async (target, cancellation) => new MongoValue(await target.RunAdminAsync(
                    new() { { "renameCollection", $"{target.Database}.{collection}" }, { "to", $"{target.Database}.{rename.Text(0)}" }, { "dropTarget", rename.Flag(1, otherwise: false) } }, cancellation));
            default:
                return null;
        }
    }

    private static MongoAction Reply(BsonDocument command) => async (target, cancellation) => new MongoValue(await target.RunAsync(command, cancellation));

    private static MongoAction Create(string collection, List<BsonDocument> indexes, Func<BsonArray, BsonValue> shape)
    {
        var command = new BsonDocument { { "createIndexes", collection }, { "indexes", new BsonArray(indexes.Select(index => (BsonValue)index)) } };
        var names = new BsonArray(indexes.Select(index => index["name"]));
        return async (target, cancellation) =>
        {
            await target.RunAsync(command, cancellation);
            return new MongoValue(shape(names));
        };
    }

    private static BsonDocument Index(BsonDocument keys, BsonDocument options)
    {
        // The name that mongosh gives: a_1_b_-1.
        var name = string.Join('_', keys.Select(key => $"{key.Name}_{(key.Value is BsonString ? key.Value.AsString : MongoshText.Of(key.Value))}"));
        var index = new BsonDocument { { "key", keys }, { "name", name } };
        foreach (var (option, value) in options) index[option] = value;
        return index;
    }

    private static BsonDocument Keys(MongoArguments arguments, int index) => arguments[index] switch
    {
        BsonString => new() { { arguments.Text(index), 1 } },
        _ => MongoWrites.Required(arguments, index),
    };

    private static async Task<BsonValue> DropAsync(MongoTarget target, string collection, CancellationToken cancellation)
    {
        try
        {
            var reply = await target.RunAsync(new() { { "drop", collection } }, cancellation);
            // Newer servers take the drop of what is not there, and say nothing of it.
            return reply.Contains("ns") || reply.Contains("nIndexesWas") || !reply.Contains("errmsg");
        }
        catch (MongoReplyException e) when (e.Code == NamespaceNotFound)
        {
            return BsonBoolean.False;
        }
    }
}
