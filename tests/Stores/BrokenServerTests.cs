using StorageCourse.Host;

namespace StorageCourse.Tests.Stores;

/// <summary>What cells say and do when their server is killed, stopped or frozen: the same for all stores.</summary>
public sealed class BrokenServerTests
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, string> Watch = new()
    {
        ["postgres"] = "select state from pg_stat_activity where query like 'select pg_sleep%'",
        ["mysql"] = "select command from information_schema.processlist where info like 'select sleep%'",
        ["redis"] = "INFO clients",
    };

    private static readonly Dictionary<string, string> Seen = new() { ["postgres"] = "active", ["mysql"] = "Query", ["redis"] = "blocked_clients:1" };

    public static TheoryData<string, string, string, string> Stores => new()
    {
        { "postgres", "#!sql", "select pg_sleep(3600)", "select 1" },
        { "mysql", "#!mysql", "select sleep(3600)", "select 1" },
        { "redis", "#!redis", "BLPOP never 0", "PING" },
    };

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_server_that_is_killed_in_mid_query_gives_a_clear_error_and_the_next_cell_works_after_a_restart(
        string store, string language, string endless, string quick)
    {
        await using var lab = await CellRunner.StartAsync(Need.Of(store).Named($"killed-{store}"));
        using var cell = new CellRunner();
        var server = lab[$"killed-{store}"];
        var first = $"{language} --store killed-{store}\n";
        await cell.RunAsync(first + quick);
        var running = cell.RunAsync(first + endless);
        await UntilItRunsAsync(store, first);
        await server.KillAsync(TestContext.Current.CancellationToken);
        var error = await Should.ThrowAsync<CellException>(running).WaitAsync(Hang, TestContext.Current.CancellationToken);
        error.Message.ShouldContain("broke");
        error.Message.ShouldContain("RestartAsync()");

        var refused = await cell.FailAsync(first + quick).WaitAsync(Hang, TestContext.Current.CancellationToken);
        refused.Message.ShouldContain("let nobody in");
        refused.Message.ShouldContain("RestartAsync()");

        await server.RestartAsync(TestContext.Current.CancellationToken);
        (await cell.RunAsync(first + quick)).ShouldContain("the session was lost and is new");
        (await cell.RunAsync(first + quick)).ShouldNotContain("lost");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_restart_between_two_cells_is_noticed(string store, string language, string endless, string quick)
    {
        endless.ShouldNotBeEmpty();
        await using var lab = await CellRunner.StartAsync(Need.Of(store).Named($"restarted-{store}"));
        using var cell = new CellRunner();
        var first = $"{language} --store restarted-{store}\n";
        await cell.RunAsync(first + quick);
        await lab[$"restarted-{store}"].RestartAsync(TestContext.Current.CancellationToken);
        (await cell.RunAsync(first + quick)).ShouldContain("the session was lost and is new");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_interrupt_ends_a_cell_also_when_its_server_is_frozen(string store, string language, string endless, string quick)
    {
        await using var lab = await CellRunner.StartAsync(Need.Of(store).Named($"frozen-{store}"));
        using var cell = new CellRunner();
        var server = lab[$"frozen-{store}"];
        var first = $"{language} --store frozen-{store}\n";
        await cell.RunAsync(first + quick);
        using var interrupt = new CancellationTokenSource();
        var running = cell.InterruptAsync(first + endless, interrupt.Token);
        await UntilItRunsAsync(store, first);
        await server.PauseAsync(TestContext.Current.CancellationToken);
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running).WaitAsync(Hang, TestContext.Current.CancellationToken);
        await server.ResumeAsync(TestContext.Current.CancellationToken);
        (await cell.RunAsync(first + quick)).ShouldContain("the session was lost and is new");
    }

    [Fact]
    public async Task A_script_that_never_ends_is_killed_by_the_interrupt()
    {
        await using var lab = await CellRunner.StartAsync(Need.Redis.Named("scripted").With("busy-reply-threshold", "50"));
        using var cell = new CellRunner();
        using var interrupt = new CancellationTokenSource();
        await cell.RunAsync("#!redis --store scripted\nPING");
        var running = cell.InterruptAsync("#!redis --store scripted\nEVAL \"while true do end\" 0", interrupt.Token);
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running).WaitAsync(Hang, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () =>
        {
            try
            {
                return (await cell.RunAsync("#!redis --store scripted\nPING")).Contains("PONG", StringComparison.Ordinal);
            }
            catch (CellException e) when (e.ErrorName == "BUSY")
            {
                return false;
            }
        });
    }

    private static async Task UntilItRunsAsync(string store, string first)
    {
        using var watcher = new CellRunner();
        await Eventually.TrueAsync(async () => (await watcher.RunAsync(first + Watch[store])).Contains(Seen[store], StringComparison.Ordinal));
    }
}
