using StorageCourse.Host;
using StorageCourse.Tests.Stores;

namespace StorageCourse.Tests.Lessons.Concurrency;

/// <summary>Schedules, on both servers.</summary>
public sealed class ScheduleTests
{
    public static TheoryData<string> Servers => ["postgres", "mysql"];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_step_that_waits_says_for_whom_and_ends_in_the_step_that_releases_it(string store)
    {
        var run = await RunAsync(store, Isolation.ReadCommitted, """
            alice: begin
            bob:   begin
            alice: update TABLE set value = 11 where id = 1
            bob:   update TABLE set value = value + 1 where id = 1
            alice: select value from TABLE where id = 1
            alice: commit
            bob:   select value from TABLE where id = 1
            bob:   commit
            """);
        run[4].WaitedFor.ShouldBe(["alice"]);
        run[4].EndedDuring.ShouldBe(6);
        run[4].Changed.ShouldBe(1);
        run[5].Value<int>().ShouldBe(11);
        run[7].Value<int>().ShouldBe(12);
        (run.Waits, run.Errors, run.Committed).ShouldBe((1, 0, 2));
        run.ToBundle().Data[MimeType.Text].ShouldContain("bob, step 4: ✓ 1 row");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Of_a_deadlock_one_is_the_victim_and_the_other_goes_on(string store)
    {
        var run = await RunAsync(store, Isolation.ReadCommitted, """
            alice: begin
            bob:   begin
            alice: update TABLE set value = 11 where id = 1
            bob:   update TABLE set value = 22 where id = 2
            alice: update TABLE set value = 12 where id = 2
            bob:   update TABLE set value = 21 where id = 1
            alice: commit
            bob:   commit
            """);
        run.Deadlocks.ShouldBe(1);
        run.Committed.ShouldBe(1);
        var victim = run.Steps.Single(step => step.IsDeadlock);
        victim.ErrorCode.ShouldBe(store == "postgres" ? "40P01" : "1213");
        victim.EndedDuring.ShouldBe(6);
        run[victim.Session][^1].Status.ShouldBe(StepStatus.NotSent);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_session_that_waits_takes_its_next_steps_when_it_goes_on(string store)
    {
        var run = await RunAsync(store, Isolation.ReadCommitted, """
            alice: begin
            alice: update TABLE set value = 11 where id = 1
            bob:   update TABLE set value = value + 1 where id = 1
            bob:   select value from TABLE where id = 1
            alice: commit
            """);
        run[4].SentDuring.ShouldBe(5);
        run[4].Value<int>().ShouldBe(12);
        run.ToBundle().Data[MimeType.Text].ShouldContain("held back: this session still waits");
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task What_is_left_open_is_rolled_back_and_who_waits_for_it_goes_on(string store)
    {
        var run = await RunAsync(store, Isolation.ReadCommitted, """
            alice: begin
            alice: update TABLE set value = 99 where id = 1
            bob:   update TABLE set value = value + 1 where id = 1
            """);
        var cleanup = run.Steps.Where(step => step.IsCleanup).ShouldHaveSingleItem();
        cleanup.Session.ShouldBe("alice");
        run[3].EndedDuring.ShouldBe(cleanup.Number);
        run[3].Changed.ShouldBe(1);
        (await ValueAsync(store)).ShouldBe(11);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Who_waits_for_a_stranger_is_cancelled_at_the_end_and_nothing_stays_behind(string store)
    {
        var lab = await CellRunner.StartAsync(store);
        await ResetAsync(lab[store]);
        await using var stranger = await lab[store].OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(stranger, "begin");
        await ExecuteAsync(stranger, $"update {Table} set value = 50 where id = 1");
        var run = await Schedule.RunAsync(lab[store], Isolation.ReadCommitted, $"alice: begin\nalice: update {Table} set value = 11 where id = 1");
        await ExecuteAsync(stranger, "rollback");
        run[2].WaitedFor.ShouldBe(["another session"]);
        run[2].Status.ShouldBe(StepStatus.Failed);
        (await ValueAsync(store)).ShouldBe(10);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task After_an_error_the_rest_of_the_transaction_is_left_out_and_the_next_one_runs(string store)
    {
        var run = await RunAsync(store, Isolation.ReadCommitted, """
            alice: begin
            alice: update TABLE set value = 99 where id = 1
            alice: insert into TABLE values (1, 0)
            alice: update TABLE set value = 98 where id = 1
            alice: commit
            alice: begin
            alice: update TABLE set value = value + 1 where id = 1
            alice: commit
            """);
        run[3].Status.ShouldBe(StepStatus.Failed);
        run[3].IsConflict.ShouldBeFalse();
        (run[4].Status, run[5].Status).ShouldBe((StepStatus.NotSent, StepStatus.NotSent));
        run.HasCommitted("alice").ShouldBeTrue();
        (await ValueAsync(store)).ShouldBe(11);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Three_who_wait_in_line_are_told_apart(string store)
    {
        var run = await RunAsync(store, Isolation.ReadCommitted, """
            alice: begin
            alice: update TABLE set value = value + 1 where id = 1
            bob:   update TABLE set value = value + 1 where id = 1
            carol: update TABLE set value = value + 1 where id = 1
            alice: commit
            eve:   select value from TABLE where id = 1
            """);
        run.Waits.ShouldBe(2);
        run[3].WaitedFor.ShouldBe(["alice"]);
        run[3].EndedDuring.ShouldBe(5);
        run[4].EndedDuring.ShouldBe(5);
        run[6].Value<int>().ShouldBe(13);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task A_slow_statement_is_no_waiting_one(string store)
    {
        var sleep = store == "postgres" ? "select pg_sleep(0.3)" : "select sleep(0.3)";
        var run = await RunAsync(store, Isolation.ReadCommitted, $"alice: {sleep}\nbob: select 1 as one");
        run.Waits.ShouldBe(0);
        run[1].EndedDuring.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Who_waits_for_a_tables_definition_waits(string store)
    {
        var run = await RunAsync(store, Isolation.ReadCommitted, """
            alice: begin
            alice: select value from TABLE where id = 1
            bob:   alter table TABLE add column note int
            alice: commit
            bob:   alter table TABLE drop column note
            """);
        run[3].Waited.ShouldBeTrue();
        run[3].EndedDuring.ShouldBe(4);
        run.Errors.ShouldBe(0);
    }

    [Fact]
    public async Task The_level_is_that_of_every_session()
    {
        var run = await RunAsync("postgres", Isolation.Serializable, "alice: show transaction_isolation\nbob: show transaction_isolation");
        run.Steps.Select(step => step.Value<string>()).ShouldBe(["serializable", "serializable"]);
        run.ToBundle().Data[MimeType.Text].ShouldContain("· serializable");
    }

    [Fact]
    public async Task A_preparation_is_made_by_every_session()
    {
        var run = await RunAsync("postgres", Isolation.ReadCommitted, "all: set application_name = 'prepared'\nalice: show application_name\nbob: show application_name");
        run.Steps.Select(step => step.Value<string>()).ShouldBe(["prepared", "prepared"]);
    }

    [Fact]
    public async Task A_statement_may_take_several_lines_and_comments_are_left_out()
    {
        var run = await RunAsync("postgres", Isolation.ReadCommitted, """
            -- both rows
            alice: select id, value::text
                   from TABLE
                   order by id;
            """);
        run[1].Rows.Select(row => row[0]).ShouldBe([1, 2]);
        run.ToBundle().Data[MimeType.Text].ShouldContain("✓ id, value: (1, 10) (2, 20)");
    }

    [Theory]
    [InlineData("begin", "got \"begin\"")]
    [InlineData("alice:", "after \"alice:\", got nothing")]
    [InlineData("-- nothing", "at least one step")]
    [InlineData("alice: begin\nall: commit", "stands for every session")]
    public async Task What_is_no_schedule_is_refused_before_anything_runs(string text, string reason)
    {
        var lab = await CellRunner.StartAsync("postgres");
        (await Should.ThrowAsync<FormatException>(() => Schedule.RunAsync(lab.Postgres, text))).Message.ShouldContain(reason);
    }

    [Fact]
    public async Task A_session_that_the_server_ends_fails_its_step_alone()
    {
        var run = await RunAsync("postgres", Isolation.ReadCommitted, """
            alice: begin
            alice: select pg_terminate_backend(pg_backend_pid())
            bob:   select 1 as one
            """);
        run[2].Status.ShouldBe(StepStatus.Failed);
        run[3].Value<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_store_without_transactions_in_SQL_is_refused()
    {
        var lab = await CellRunner.StartAsync("redis");
        (await Should.ThrowAsync<NotSupportedException>(() => Schedule.RunAsync(lab.Redis, "alice: begin"))).Message.ShouldContain("got redis");
    }

    [Fact]
    public async Task A_rollback_to_a_savepoint_ends_no_transaction()
    {
        var run = await RunAsync("postgres", Isolation.ReadCommitted, """
            alice: begin
            alice: savepoint here
            alice: update TABLE set value = 99 where id = 1
            alice: rollback to here
            alice: update TABLE set value = 11 where id = 1
            """);
        run.Steps[^1].IsCleanup.ShouldBeTrue();
        run.HasCommitted("alice").ShouldBeFalse();
        (await ValueAsync("postgres")).ShouldBe(10);
    }

    [Fact]
    public async Task No_connection_stays_open()
    {
        var lab = await CellRunner.StartAsync("postgres");
        await RunAsync("postgres", Isolation.ReadCommitted, "all: set application_name = 'schedule under test'\nalice: begin\nbob: begin");
        await using var connection = await lab.Postgres.OpenAsync(TestContext.Current.CancellationToken);
        // The server's process ends a moment after its client has gone.
        await Eventually.TrueAsync(async () => await NumberAsync(connection, "select count(*) from pg_stat_activity where application_name = 'schedule under test'") == 0);
    }

    private const string Table = "schedule_test";

    // One table for all: tests of one class run one after the other.
    private static async Task<ScheduleRun> RunAsync(string store, Isolation isolation, string steps)
    {
        var lab = await CellRunner.StartAsync(store);
        await ResetAsync(lab[store]);
        return await Schedule.RunAsync(lab[store], isolation, steps.Replace("TABLE", Table, StringComparison.Ordinal));
    }

    private static async Task ResetAsync(StoreServer server)
    {
        await using var connection = await server.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, $"drop table if exists {Table}");
        await ExecuteAsync(connection, $"create table {Table} (id int primary key, value int not null)");
        await ExecuteAsync(connection, $"insert into {Table} values (1, 10), (2, 20)");
    }

    private static async Task<long> ValueAsync(string store)
    {
        await using var connection = await Lab.Require(store).OpenAsync(TestContext.Current.CancellationToken);
        return await NumberAsync(connection, $"select value from {Table} where id = 1");
    }

    private static async Task ExecuteAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> NumberAsync(System.Data.Common.DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
