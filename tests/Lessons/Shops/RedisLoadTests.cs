using StorageCourse.Stores.Redis;
using StorageCourse.Tests.Stores;

namespace StorageCourse.Tests.Lessons.Shops;

public sealed class RedisLoadTests
{
    [Fact]
    public async Task Redis_holds_the_generators_rows_after_a_second_load_too_and_other_keys_stay()
    {
        await using var lab = await CellRunner.StartAsync(Need.Redis.Named("shop-redis"));
        using var redis = await RespConnection.ConnectAsync(lab["shop-redis"].Endpoint, TestContext.Current.CancellationToken);
        await redis.CallAsync(TestContext.Current.CancellationToken, "SET", "mine", "stays");
        await Shop.LoadAsync(lab["shop-redis"], Scale.S, "orders");
        await redis.CallAsync(TestContext.Current.CancellationToken, "HSET", "orders:1", "color", "blue");

        var table = await Shop.LoadAsync(lab["shop-redis"]);
        table.Caption.ShouldStartWith("the shop at scale S in Redis");
        (await ShopFingerprint.OfRedisAsync(redis)).ShouldBe(ShopFingerprint.Known);
        (await redis.CallAsync(TestContext.Current.CancellationToken, "HEXISTS", "orders:1", "color")).Text.ShouldBe("0");
        (await redis.CallAsync(TestContext.Current.CancellationToken, "GET", "mine")).Text.ShouldBe("stays");
    }
}
