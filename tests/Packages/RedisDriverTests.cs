using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Packages;

/// <summary>helpers/packages/redis-driver.csx in the published kernel, with whichever of its versions restores here.</summary>
public sealed class RedisDriverTests
{
    [Fact]
    public async Task What_the_driver_returns_is_shown_as_text_and_tables_and_never_the_password()
    {
        await using var kernel = await CourseKernel.StartAsync();
        await kernel.ValueAsync("#!import ../helpers/setup.csx\nvar lab = await Lab.StartAsync(Need.Redis);");
        await kernel.ValueAsync("#!import ../helpers/packages/redis-driver.csx");
        await kernel.ValueAsync("""
            var redis = await RedisDriver.ConnectAsync(lab.Redis);
            var db = redis.GetDatabase();
            await db.StringSetAsync("name", "é");
            await db.HashSetAsync("hash", new[] { new HashEntry("field", 7) });
            await db.SortedSetAddAsync("ranks", "ann", 1.5);
            await db.ListRightPushAsync("list", new RedisValue[] { "a", "b" });
            """);

        (await kernel.ValueAsync("await db.StringGetAsync(\"name\")")).ShouldBe("é");
        (await kernel.ValueAsync("await db.StringGetAsync(\"missing\")")).ShouldBe("null");
        (await kernel.ValueAsync("await db.StringGetAsync(new RedisKey[] { \"name\", \"missing\" })")).ShouldBe("[\"é\", null]");
        (await kernel.ValueAsync("await db.HashGetAllAsync(\"hash\")")).ShouldBe("name  | value\nfield | 7    \n1 row");
        (await kernel.ValueAsync("await db.SortedSetRangeByRankWithScoresAsync(\"ranks\")")).ShouldBe("element | score\nann     |   1.5\n1 row");
        (await kernel.ValueAsync("await db.ExecuteAsync(\"LRANGE\", \"list\", \"0\", \"-1\")")).ShouldBe("[\"a\", \"b\"]");
        (await kernel.ValueAsync("await db.ExecuteAsync(\"EVAL\", \"return {1, {'x', false}}\", \"0\")")).ShouldContain("[\"x\", null]");
        (await kernel.ValueAsync("await db.ExecuteAsync(\"GET\", \"missing\")")).ShouldBe("null");

        var multiplexer = await kernel.RunAsync("redis");
        multiplexer.Result.ShouldNotBeNull(multiplexer.Traceback);
        multiplexer.Result.ShouldContain("connected = true");
        var password = await kernel.ValueAsync("lab.Redis.Endpoint.Password");
        password.ShouldNotBeEmpty();
        multiplexer.ResultHtml.ShouldNotBeNull();
        multiplexer.ResultHtml.ShouldNotContain(password);
        (await kernel.RunAsync("db")).ResultHtml.ShouldNotBeNull().ShouldNotContain(password);
    }
}
