using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Docstore.Commands;

namespace StorageCourse.Tests.Docstore.Storage;

/// <summary>Many clients at once.</summary>
public sealed class ConcurrencyTests : DataServer
{
    private const int Clients = 6;

    private async Task Together(Func<StorageCourse.Tests.Docstore.Client.WireClient, int, Task> work) =>
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            await using var client = await AnotherClientAsync();
            await work(client, number);
        }));

    [Fact]
    public async Task No_increment_is_lost()
    {
        await Insert("""{ "_id": 1, "n": 0 }""");
        var increment = BsonDocument.Parse("""{ "update": "c", "updates": [{ "q": { "_id": 1 }, "u": { "$inc": { "n": 1 } } }] }""");
        await Together(async (client, _) =>
        {
            for (var at = 0; at < 200; at++)
                (await client.RunCommandAsync("test", increment, Token))["nModified"].ToInt64().ShouldBe(1);
        });
        (await Find()).ShouldBe([$$"""{"_id": 1, "n": {{Clients * 200}}}"""]);
    }

    [Fact]
    public async Task One_of_several_equal_keys_gets_in()
    {
        await Index("""{ "k": 1 }""", """ "unique": true """);
        var inserted = 0;
        await Together(async (client, _) =>
        {
            for (var key = 0; key < 200; key++)
            {
                var reply = await client.TryCommandAsync("test", new() { { "insert", "c" }, { "documents", new BsonArray { new BsonDocument { { "k", key } } } }, { "ordered", false } }, Token);
                Interlocked.Add(ref inserted, (int)reply["n"].ToInt64());
            }
        });
        inserted.ShouldBe(200);
        (await Run("""{ "count": "c" }"""))["n"].ToInt64().ShouldBe(200);
        (await Run("""{ "count": "c", "query": { "k": { "$gte": 0 } }, "hint": "i" }"""))["n"].ToInt64().ShouldBe(200);
    }

    [Fact]
    public async Task Upserts_of_one_key_make_one_document()
    {
        await Index("""{ "k": 1 }""", """ "unique": true """);
        var upsert = BsonDocument.Parse("""{ "update": "c", "updates": [{ "q": { "k": 1 }, "u": { "$inc": { "n": 1 } }, "upsert": true }] }""");
        await Together(async (client, _) =>
        {
            for (var at = 0; at < 50; at++)
                (await client.RunCommandAsync("test", upsert, Token))["n"].ToInt64().ShouldBe(1);
        });
        (await Find(""" "projection": { "_id": 0 } """)).ShouldBe([$$"""{"k": 1, "n": {{Clients * 50}}}"""]);
    }

    [Fact]
    public async Task A_document_is_taken_by_one_of_those_that_remove_it()
    {
        await Insert(string.Join(",", Enumerable.Range(0, 300).Select(id => $$"""{ "_id": {{id}} }""")));
        var taken = 0;
        await Together(async (client, _) =>
        {
            while (!(await client.RunCommandAsync("test", BsonDocument.Parse("""{ "findAndModify": "c", "remove": true }"""), Token))["value"].IsNull)
                Interlocked.Increment(ref taken);
        });
        taken.ShouldBe(300);
    }

    [Fact]
    public async Task A_scan_in_batches_sees_what_stays_while_others_write()
    {
        await Index("""{ "k": 1 }""");
        await Insert(string.Join(",", Enumerable.Range(0, 2000).Select(id => $$"""{ "_id": {{id}}, "k": {{id * 10}} }""")));
        var seen = new List<int>();
        var first = await Run("""{ "find": "c", "filter": { "k": { "$gte": 0 } }, "batchSize": 50 }""");
        seen.AddRange(Ids(first["cursor"].AsDocument["firstBatch"].AsArray));
        var cursor = first["cursor"].AsDocument["id"].ToInt64();
        for (var round = 0; cursor != 0; round++)
        {
            // Writes before and behind the place where the scan is: odd ids go, new keys come.
            await Run($$"""{ "delete": "c", "deletes": [{ "q": { "_id": {{(round * 97 % 1000 * 2) + 1}} }, "limit": 1 }] }""");
            await Insert($$"""{ "_id": {{10_000 + round}}, "k": {{(round * 131 % 2000 * 10) + 5}} }""");
            var next = (await Run($$"""{ "getMore": { "$numberLong": "{{cursor}}" }, "collection": "c", "batchSize": 50 }"""))["cursor"].AsDocument;
            seen.AddRange(Ids(next["nextBatch"].AsArray));
            cursor = next["id"].ToInt64();
        }

        seen.Distinct().Count().ShouldBe(seen.Count);
        seen.Where(id => id < 2000 && id % 2 == 0).Count().ShouldBe(1000);
    }

    private static IEnumerable<int> Ids(BsonArray documents) => documents.Select(document => (int)document.AsDocument["_id"].ToInt64());
}
