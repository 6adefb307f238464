using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Cells;

namespace StorageCourse.Tests.Shops;

public sealed class MongoLoadTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task MongoDB_holds_the_generators_rows_after_a_second_load_too()
    {
        await using var lab = await CellRunner.StartAsync(Need.Mongo.Named("shop-mongo"));
        var mongo = MongoStore.Of(lab["shop-mongo"]);
        await Shop.LoadAsync(mongo, Scale.S, "orders");
        await mongo.Collection("orders").CreateIndexAsync("{ customer_id: 1 }", cancellationToken: Cancellation);
        await mongo.Collection("orders").DeleteManyAsync("{ status: 'open' }", cancellationToken: Cancellation);

        var table = await Shop.LoadAsync(lab["shop-mongo"]);
        table.Caption.ShouldStartWith("the shop at scale S in MongoDB");
        (await ShopFingerprint.OfMongoAsync(mongo)).ShouldBe(ShopFingerprint.Known);
        var indexes = await mongo.RunCommandAsync("{ listIndexes: 'orders' }", cancellationToken: Cancellation);
        indexes["cursor"].AsDocument["firstBatch"].AsArray.Count.ShouldBe(1);

        // What is NULL in SQL is not there, and asking for null finds it.
        var single = await mongo.Collection("customers").FindOneAsync("{ referred_by: null }", cancellationToken: Cancellation);
        single!.Contains("referred_by").ShouldBeFalse();
        (await mongo.Collection("order_items").FindOneAsync("{ order_id: 1, line: 1 }", cancellationToken: Cancellation))!["_id"].ShouldBe(new BsonDocument { { "order_id", 1 }, { "line", 1 } });
        (await mongo.Collection("products").FindOneAsync("{ 'attributes.color': { $exists: true } }", cancellationToken: Cancellation))!["price"].Type.ShouldBe(BsonType.Decimal128);
    }
}
