using StackExchange.Redis;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Stores.Redis;

public sealed class RedisConnectionTests
{
    [Fact]
    public async Task What_the_driver_returns_is_shown_as_text_and_tables_and_never_the_password()
    {
        await using var kernel = await CourseKernel.StartAsync();
        await kernel.ValueAsync("#!import ../helpers/setup.csx\nvar lab = await Lab.StartAsync(Need.Redis);");
        (await kernel.ValueAsync("AppDomain.CurrentDomain.GetAssemblies().Any(loaded => loaded.GetName().Name == \"StackExchange.Redis\")")).ShouldBe("false", "only who uses it loads it");
        await kernel.ValueAsync("""
            using StackExchange.Redis;
            var redis = await lab.Redis.ConnectAsync();
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

    [Fact]
    public async Task It_connects_as_the_labs_user_to_the_labs_database_and_administers_own_servers_alone()
    {
        await using var lab = await CellRunner.StartAsync(Need.Redis.Named("redis-users"));
        await using var admin = await lab["redis-users"].ConnectAsync();
        await admin.GetDatabase().ExecuteAsync("ACL", "SETUSER", "ann", "on", ">secret", "~*", "&*", "+@all");
        var server = new ElsewhereServer(lab["redis-users"].Endpoint with { User = "ann", Password = "secret", Database = "3" });

        await using var redis = await server.ConnectAsync();

        (await redis.GetDatabase().ExecuteAsync("ACL", "WHOAMI")).ToString().ShouldBe("ann");
        var client = (await redis.GetDatabase().ExecuteAsync("CLIENT", "INFO")).ToString();
        client.ShouldContain(" name=storage-course ");
        client.ShouldContain(" db=3 ");
        await Should.ThrowAsync<RedisCommandException>(() => redis.GetDatabase().CountersAsync());
        (await admin.GetDatabase().CountersAsync())["connected_clients"].ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_server_of_another_store_is_refused_with_its_name() =>
        (await Should.ThrowAsync<NotSupportedException>(() => new ElsewhereServer(new("postgres", "postgresql", new(17, 0), "127.0.0.1", 1, "ann", "x", "shop")).ConnectAsync()))
            .Message.ShouldBe("expected a Redis server, got postgres");

    /// <summary>A server that the lab did not start.</summary>
    private sealed class ElsewhereServer(StoreEndpoint endpoint) : StoreServer(Need.Of(endpoint.Store), "attached")
    {
        public override StoreEndpoint Endpoint => endpoint;

        public override Task<string> LogTail(int lines = 20) => Task.FromResult("");

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

        protected override Task StopCoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task KillCoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task PauseCoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task ResumeCoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task RestartCoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
