using MongoDB.Bson;
using MongoDB.Driver;
using StorageCourse.Tests.Stores;

namespace StorageCourse.Tests.Lessons.Shops;

public sealed class MongoLoadTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task MongoDB_holds_the_generators_rows_after_a_second_load_too()
    {
        await using var lab = await CellRunner.StartAsync(Need.Mongo.Named("shop-mongo"));
        var mongo = MongoStore.Of(lab["shop-mongo"]);
        await Shop.LoadAsync(mongo, Scale.S, "orders");
        await mongo.Collection("orders").Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{ customer_id: 1 }"), cancellationToken: Cancellation);
        await mongo.Collection("orders").DeleteManyAsync("{ status: 'open' }", Cancellation);

        var table = await Shop.LoadAsync(lab["shop-mongo"]);
        table.Caption.ShouldStartWith("the shop at scale S in MongoDB");
        (await ShopFingerprint.OfMongoAsync(mongo)).ShouldBe(ShopFingerprint.Known);
        (await (await mongo.Collection("orders").Indexes.ListAsync(Cancellation)).ToListAsync(Cancellation)).Count.ShouldBe(1);

        // What is NULL in SQL is not there, and asking for null finds it.
        var single = await mongo.Collection("customers").Find("{ referred_by: null }").FirstAsync(Cancellation);
        single.Contains("referred_by").ShouldBeFalse();
        (await mongo.Collection("order_items").Find("{ order_id: 1, line: 1 }").FirstAsync(Cancellation))["_id"].ShouldBe(new BsonDocument { { "order_id", 1 }, { "line", 1 } });
        (await mongo.Collection("products").Find("{ 'attributes.color': { $exists: true } }").FirstAsync(Cancellation))["price"].BsonType.ShouldBe(BsonType.Decimal128);
    }
}
