using StorageCourse.Labs;
using StorageCourse.Stores.Cells;
using StorageCourse.Host;
using StorageCourse.Stores.Sql;
using StorageCourse.Tests.Host;
using StorageCourse.Tests.Stores.Sql;

namespace StorageCourse.Tests.Stores.SqlServer;

/// <summary>#!mssql cells from their text to what stands under them, over a connection to a real server: see <see cref="RelayDialect"/> for which.</summary>
public sealed class MsSqlCellTests : IAsyncLifetime
{
    private static readonly SqlCatalog Catalog = new([new("dbo", "parcels", "table", [("id", "int"), ("weight_grams", "int")])], []);
    private readonly RelayDialect dialect = new();
    private readonly RecordingHost host = new();
    private SqlSession session = null!;
    private StoreEndpoint endpoint = null!;

    public async ValueTask InitializeAsync()
    {
        var lab = await CellRunner.StartAsync("postgres");
        endpoint = lab.Postgres.Endpoint with { Store = "mssql", Flavor = "sqlserver" };
        session = new(dialect, "mssql", "");
    }

    public ValueTask DisposeAsync()
    {
        session.Abandon();
        return default;
    }

    [Fact]
    public async Task Batches_run_in_order_each_as_often_as_its_GO_says()
    {
        var shown = await RunAsync("create temporary table n (i int)\nGO\ninsert into n select count(*) from n\nGO 3\nselect i from n order by i; select sum(i) as total from n\nGO");
        shown.ShouldContain("3 rows");
        shown.ShouldContain("total");
        System.Text.RegularExpressions.Regex.Count(shown, "1 row affected").ShouldBe(3);
        shown.ShouldContain("done");
    }

    [Fact]
    public async Task Variables_arrive_as_parameters_whatever_they_hold()
    {
        host["number"] = 42;
        host["text"] = "'; drop table x; -- é";
        host["day"] = new DateOnly(2026, 3, 1);
        host["at"] = new DateTime(2026, 3, 1, 12, 0, 0).AddTicks(10);
        host["bytes"] = new byte[] { 0, 255 };
        host["ids"] = new List<int> { 1, 3 };
        var last = await LastAsync("select :number::int as n, :text as t, :day as d, :at::timestamp as a, :bytes as b, 3 in (:ids) as three, 2 in (:ids) as two");
        last.Kept[0].ShouldBe([42, host["text"], last.Kept[0][2], host["at"], host["bytes"], true, false]);
        last.Shown[0][4].ShouldBe("0x00FF");
        last.Shown[0][5].ShouldBe("1");
        host["odd"] = new object();
        (await FailAsync("select :odd")).ErrorName.ShouldBe("UnknownType");
        (await FailAsync("create view v as select :number as n")).ErrorName.ShouldBe("NoParameters");
    }

    [Fact]
    public async Task Messages_stand_beside_the_results() =>
        (await RunAsync("do $$ begin raise notice 'hello'; end $$\nGO\nselect 1 as one")).ShouldContain("hello");

    [Fact]
    public async Task An_error_has_number_level_and_state_its_batch_and_the_line_of_the_cell()
    {
        var error = await FailAsync("select 1 as one\nGO\n\nselect 2 as two,\n       3\nfrom nowhere");
        error.ErrorName.ShouldBe("208");
        error.Message.ShouldStartWith("relation \"nowhere\" does not exist [Msg 208, Level 16, State 7]\nbatch 2 of 2, line 7: from nowhere\n" + new string(' ', "batch 2 of 2, line 7: from ".Length) + "^\n");
        error.Message.ShouldContain("The statement has been terminated. [Msg 3621, Level 0, State 0]");
        error.Line.ShouldBeNull("the message shows the place");
        host.Text.ShouldContain("one");
    }

    [Fact]
    public async Task What_came_before_the_error_of_a_batch_is_shown()
    {
        (await FailAsync("select 'before' as word; select 1 / 0")).ErrorName.ShouldBe("8134");
        host.Text.ShouldContain("before");
    }

    [Fact]
    public async Task A_name_that_the_server_does_not_know_is_answered_with_those_that_there_are() =>
        (await FailAsync("select * from parcel")).Message.ShouldContain("help: did you mean parcels?");

    [Fact]
    public async Task An_endless_batch_ends_with_the_interrupt_and_the_session_lives_on()
    {
        await RunAsync("create temporary table still (x int)");
        using var interrupt = new CancellationTokenSource();
        var sleeping = InterruptAsync("select pg_sleep(3600) as asleep_over_a_relay", interrupt.Token);
        using var other = new CellRunner();
        await Eventually.TrueAsync(async () =>
        {
            await other.RunAsync("#!sql --name found\nselect count(*) from pg_stat_activity where state = 'active' and query like '%asleep_over_a_relay%' and query not like '%pg_stat_activity%'");
            return ((QueryResult)other.Host["found"]!).Scalar<long>() > 0;
        });
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sleeping).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        (await RunAsync("select count(*) as n from still")).ShouldContain("1 row");
    }

    [Fact]
    public async Task A_session_that_the_server_ended_is_replaced_and_the_learner_told()
    {
        (await FailAsync("select pg_terminate_backend(pg_backend_pid())")).Message.ShouldContain("the connection to SQL Server broke");
        (await RunAsync("select 1 as one")).ShouldContain("the session was lost and is new");
    }

    private async Task<string> RunAsync(string cell)
    {
        await InterruptAsync(cell, CancellationToken.None);
        return host.Text;
    }

    private async Task<SqlResultSet> LastAsync(string cell) => (await InterruptAsync(cell, CancellationToken.None)).ShouldNotBeNull();

    private Task<CellException> FailAsync(string cell) => Should.ThrowAsync<CellException>(() => InterruptAsync(cell, CancellationToken.None));

    /// <summary>As <see cref="SqlLanguage"/> runs a cell whose first line is its magic.</summary>
    private async Task<SqlResultSet?> InterruptAsync(string text, CancellationToken interrupt)
    {
        host.Clear();
        var output = new CellOutput(host);
        session.Notice = output.Line;
        try
        {
            var (connection, note) = await session.OpenAsync(new AttachedServer(Need.SqlServer, new(endpoint, () => Task.CompletedTask)), interrupt);
            if (note is not null) output.Line(note);
            var submission = new CellSubmission(text, new Dictionary<string, string>(), 2);
            var cell = new SqlCell(dialect, session, connection, submission, output) { Show = 50, Keep = 50, Catalog = _ => Task.FromResult(Catalog) };
            return await cell.RunAsync(SqlSplitter.Split(submission.TextInCell, dialect.Syntax), host, interrupt);
        }
        finally
        {
            output.Flush();
        }
    }
}
