using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Wire;
using StorageCourse.Stores.Mongo;
using StorageCourse.Tests.Docstore.Client;
using StorageCourse.Tests.Docstore.Clients;

namespace StorageCourse.Tests.Stores.Mongo;

/// <summary>The look of documents, against the real mongosh.</summary>
public sealed class MongoshStyleTests
{
    [Fact]
    public async Task Documents_look_as_mongosh_prints_them()
    {
        await using var server = await MongoServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server.Uri, TestContext.Current.CancellationToken);
        var documents = Looks();
        await client.RunCommandAsync("test", new() { { "insert", "looks" }, { "documents", documents } }, TestContext.Current.CancellationToken);
        var printed = string.Join('\n', await ClientProcess.MongoshAsync(server.Uri, "db.getSiblingDB('test').looks.find().sort({ _id: 1 }).toArray()"));
        MongoshText.Of(new MongoDB.Bson.BsonArray(documents.Select(document => document.AsDocument.ToDriver()))).ShouldBe(printed);
    }

    private static BsonArray Looks()
    {
        // Without -0: the driver keeps small doubles in a table, which has one zero.
        var contents = new List<BsonValue>
        {
            "text", "it's", "it's \"both\"", "all three: ' \" `", "two\nlines\tand \\", "", "é 😀 \u0001",
            1, -5, 9007199254740993L, 0.1, 1.0, 1e21, 1.5e-7, 123456789012.25, 1e15, 0.000001, double.NaN, double.PositiveInfinity,
            Decimal128.Parse("1.50"), true, BsonValue.Null, new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc), new DateTime(1969, 12, 31, 0, 0, 0, DateTimeKind.Utc),
            ObjectId.Parse("65a000000000000000000001"), BsonValue.FromGuid(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")), BsonValue.FromBinary(new(0, new byte[] { 0, 1, 2 })),
            BsonValue.FromRegex(new("^a.b", "i")), BsonValue.FromTimestamp(1UL << 32 | 2), BsonValue.MinKey, BsonValue.MaxKey, BsonValue.FromJavaScript("return 1"),
            new BsonDocument(), new BsonArray(), new BsonArray { 1, "two", BsonValue.Null },
            new BsonDocument { { "a", 1 }, { "b-c", 2 }, { "it's", 4 }, { "_ok", 5 } },
            Nested(2), Nested(3), Nested(4), Nested(6),
            new BsonDocument { { "a", Nested(3) }, { "last", 1 } }, new BsonDocument { { "a", Nested(3) }, { "last", new BsonDocument { { "x", 1 } } } },
            new BsonArray { new BsonDocument { { "sku", "KIT-00042" }, { "qty", 2 } }, new BsonDocument { { "sku", "GAR-00001" }, { "qty", 1 } } },
            Numbers(6), Numbers(7), Numbers(30), Numbers(150), new BsonArray(Enumerable.Range(0, 12).Select(i => (BsonValue)(i * 1.25))),
            Words(6, 3), Words(7, 3), Words(20, 8), Words(10, 30), Words(8, 1), new BsonArray(Words(9, 4).Append(new string('x', 60))), new BsonArray(Words(9, 4).Append(7)),
            new string('x', 70), new BsonDocument { { "key", new string('y', 66) } },
        };
        for (var width = 40; width < 80; width++) contents.Add(new BsonDocument { { "a", new string('z', width / 2) }, { "b", new string('z', width - width / 2) } });
        return new(contents.Select((value, i) => (BsonValue)new BsonDocument { { "_id", i }, { "value", value } }));
    }

    private static BsonDocument Nested(int levels) => levels == 0 ? new() { { "leaf", 1 } } : new() { { "n", Nested(levels - 1) } };

    private static BsonArray Numbers(int count) => new(Enumerable.Range(0, count).Select(i => (BsonValue)(i * i)));

    private static BsonArray Words(int count, int length) => new(Enumerable.Range(0, count).Select(i => (BsonValue)new string((char)('a' + i % 26), 1 + i * length % (length + 1))));
}
