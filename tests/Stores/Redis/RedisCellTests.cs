namespace StorageCourse.Tests.Stores.Redis;

public sealed class RedisCellTests : IAsyncLifetime
{
    private readonly CellRunner cell = new();

    public async ValueTask InitializeAsync() => await CellRunner.StartAsync("redis");

    public ValueTask DisposeAsync()
    {
        cell.Dispose();
        return default;
    }

    [Fact]
    public async Task One_command_shows_its_reply_and_several_show_a_transcript()
    {
        (await cell.RunAsync("#!redis\nPING")).ShouldStartWith("PONG\n");
        var shown = await cell.RunAsync("#!redis\nSET shown 'a b'\nGET shown\nDEL shown\nGET shown");
        shown.ShouldStartWith("> SET shown 'a b'\nOK\n> GET shown\n\"a b\"\n> DEL shown\n(integer) 1\n> GET shown\n(nil)\n4 commands · 1 round trip · ");
        cell.Host.Html.ShouldContain("<code>GET shown</code>");
    }

    [Fact]
    public async Task Replies_are_bound_with_their_types()
    {
        cell.Host["bytes"] = new byte[] { 0, 255 };
        await cell.RunAsync("#!redis\nDEL t:s t:l t:h t:z t:b\nRPUSH t:l a b\nHSET t:h f 1\nZADD t:z 1.5 m\nSET t:b $bytes");
        (await Reply("ECHO hello")).ShouldBe("hello");
        (await Reply("INCR t:s")).ShouldBe(1L);
        (await Reply("GET t:none")).ShouldBeNull();
        (await Reply("GET t:b")).ShouldBe(new byte[] { 0, 255 });
        (await Reply("LRANGE t:l 0 -1")).ShouldBe(new[] { "a", "b" });
        (await Reply("HGETALL t:h")).ShouldBe(new Dictionary<string, string> { ["f"] = "1" });
        (await Reply("ZSCORE t:z m")).ShouldBe(1.5);
        (await Reply("EVAL 'return {1, {2, \"x\"}, false}' 0")).ShouldBe(new object?[] { 1L, new object[] { 2L, "x" }, null });
        (await Reply("EVAL \"return {1, 2}\" 0")).ShouldBe(new[] { 1L, 2L });
        ((string)(await Reply("INFO server"))!).ShouldContain("redis_version");

        async Task<object?> Reply(string command)
        {
            await cell.RunAsync($"#!redis --name reply\n{command}");
            return cell.Host["reply"];
        }
    }

    [Fact]
    public async Task An_error_stops_the_cell_with_its_line_and_tells_what_ran_behind_it()
    {
        var error = await cell.FailAsync("#!redis\nDEL e:list e:after\nRPUSH e:list a\nINCR e:list\nSET e:after ran");
        (error.ErrorName, error.Line).ShouldBe(("WRONGTYPE", null));
        error.Message.ShouldBe("Operation against a key holding the wrong kind of value\nline 4: INCR e:list\n"
            + "The command behind it was sent in the same pipeline and ran all the same: the replies are above.");
        cell.Host.Text.ShouldContain("(error) WRONGTYPE");
        await cell.RunAsync("#!redis --name after\nGET e:after");
        cell.Host["after"].ShouldBe("ran");
        (await cell.FailAsync("#!redis\nNOSUCHCOMMAND x")).Message.ShouldContain("unknown command");
        (await cell.FailAsync("#!redis\nSET a \"open")).ErrorName.ShouldBe("SyntaxError");
    }

    [Fact]
    public async Task What_stands_behind_a_blocking_command_does_not_run_after_an_error()
    {
        var error = await cell.FailAsync("#!redis\nDEL b:list b:after\nSET b:list text\nBLPOP b:list 1\nSET b:after ran");
        error.Message.ShouldContain("The last 1 of the cell did not run.");
        await cell.RunAsync("#!redis --name after\nEXISTS b:after");
        cell.Host["after"].ShouldBe(0L);
    }

    [Fact]
    public async Task Transactions_and_the_chosen_database_live_on_between_cells_and_apart_from_other_sessions()
    {
        await cell.RunAsync("#!redis --on tx\nDEL tx:n\nMULTI\nINCR tx:n");
        await cell.RunAsync("#!redis --name outside\nGET tx:n");
        cell.Host["outside"].ShouldBeNull();
        (await cell.RunAsync("#!redis --on tx\nINCR tx:n\nEXEC")).ShouldContain("> EXEC\n1) (integer) 1\n2) (integer) 2");
        await cell.RunAsync("#!redis --on five\nSELECT 5\nSET five:key 5");
        (await cell.RunAsync("#!redis --on five\nGET five:key")).ShouldStartWith("\"5\"");
        (await cell.RunAsync("#!redis\nGET five:key")).ShouldStartWith("(nil)");
    }

    [Fact]
    public async Task A_command_that_blocks_for_ever_ends_with_the_interrupt_and_the_session_lives_on()
    {
        await cell.RunAsync("#!redis --on blocked\nDEL never after\nSELECT 3");
        using var interrupt = new CancellationTokenSource();
        var blocked = cell.InterruptAsync("#!redis --on blocked\nBLPOP never 0\nSET after ran", interrupt.Token);
        await Eventually.TrueAsync(async () =>
        {
            using var other = new CellRunner();
            await other.RunAsync("#!redis --name clients\nINFO clients");
            return ((string)other.Host["clients"]!).Contains("blocked_clients:1", StringComparison.Ordinal);
        });
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(blocked).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        (await cell.RunAsync("#!redis --on blocked\nGET after\nCLIENT INFO")).ShouldSatisfyAllConditions(
            shown => shown.ShouldNotContain("lost"),
            shown => shown.ShouldContain("> GET after\n(nil)"),
            shown => shown.ShouldContain("db=3"));
    }

    [Fact]
    public async Task A_session_that_the_server_closed_is_replaced_and_the_learner_told()
    {
        await cell.RunAsync("#!redis --on victim --name id\nCLIENT ID");
        await cell.RunAsync("#!redis\nCLIENT KILL ID $id");
        (await cell.RunAsync("#!redis --on victim\nPING")).ShouldContain("session victim was lost and is new");
    }

    [Theory]
    [InlineData("SUBSCRIBE news", "never ends")]
    [InlineData("MONITOR", "never ends")]
    [InlineData("CLIENT REPLY OFF", "waits for every reply")]
    public async Task What_never_replies_is_refused_with_help(string command, string help) =>
        (await cell.FailAsync($"#!redis\nPING\n{command}")).ShouldSatisfyAllConditions(error => error.Message.ShouldContain(help), error => error.Line.ShouldBe(3));

    [Fact]
    public async Task Invalidations_of_client_side_caching_are_shown()
    {
        await cell.RunAsync("#!redis --on cached\nSET tracked 1\nCLIENT TRACKING ON\nGET tracked");
        await cell.RunAsync("#!redis\nSET tracked 2");
        (await cell.RunAsync("#!redis --on cached\nPING")).ShouldContain("(push) 1) \"invalidate\"\n2) 1) \"tracked\"");
    }

    [Fact]
    public async Task Long_replies_are_cut_and_say_so()
    {
        cell.Host["many"] = Enumerable.Range(1, 1234).ToArray();
        (await cell.RunAsync("#!redis\nDEL many\nRPUSH many $many\nLRANGE many 0 -1")).ShouldContain("100) \"100\"\n… first 100 of 1,234");
        cell.Host["large"] = new string('x', 20_000);
        (await cell.RunAsync("#!redis\nECHO $large")).ShouldContain("… (20,002 characters)");
    }

    [Fact]
    public async Task Completion_knows_commands_words_subcommands_keys_and_variables()
    {
        cell.Host["customer"] = 1;
        await cell.RunAsync("#!redis\nSET completed:1 a\nSET completed:2 b");
        (await cell.CompleteAsync("redis", "ZRANGEB")).ShouldBe(["ZRANGEBYLEX", "ZRANGEBYSCORE"]);
        (await cell.CompleteAsync("redis", "PING\nget completed:")).ShouldBe(["completed:1", "completed:2"]);
        (await cell.CompleteAsync("redis", "CONFIG g")).ShouldBe(["GET"]);
        (await cell.CompleteAsync("redis", "SET a 1 ")).ShouldContain("NX");
        (await cell.CompleteAsync("redis", "SET a $cu")).ShouldBe(["$customer"]);
        var set = (await cell.Host.Languages["redis"].CompleteAsync("SETR", 4, cell.Host, TestContext.Current.CancellationToken)).Items.ShouldHaveSingleItem();
        set.Documentation.ShouldNotBeNull().ShouldStartWith("SETRANGE key offset value\n");
    }
}
