using Dapper;
using MySqlConnector;

namespace StorageCourse.Tests.Stores.MySql;

public sealed class MySqlConnectionTests : IAsyncLifetime
{
    private MySqlConnection connection = null!;
    private StoreEndpoint endpoint = null!;

    public async ValueTask InitializeAsync()
    {
        var lab = await CellRunner.StartAsync("mysql");
        endpoint = lab.MySql.Endpoint;
        connection = (MySqlConnection)await lab.MySql.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("create temporary table people (id int auto_increment primary key, name varchar(50), born date, is_admin boolean)");
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null) await connection.DisposeAsync();
    }

    [Fact]
    public async Task Dapper_executes_queries_and_maps()
    {
        (await connection.ExecuteAsync("insert into people (name, born, is_admin) values (@Name, @Born, @IsAdmin)",
            new[] { new Person(0, "Ann", new DateTime(1990, 1, 2), true), new Person(0, "Bob", null, false) })).ShouldBe(2);
        (await connection.QueryAsync<Person>("select id, name, born, is_admin as IsAdmin from people where name in @names order by id", new { names = new[] { "Ann", "Bob" } }))
            .ShouldBe([new Person(1, "Ann", new DateTime(1990, 1, 2), true), new Person(2, "Bob", null, false)]);
        (await connection.QuerySingleAsync<string>("set @greeting := 'hello'; select concat(@greeting, ' ', @name)", new { name = "Ann" })).ShouldBe("hello Ann");
        ((long)connection.QuerySingle("select count(*) as n from people").n).ShouldBe(2);
        (await connection.ExecuteScalarAsync<ulong>("insert into people (name) values ('Cy'); select last_insert_id()")).ShouldBe(3ul);
    }

    [Fact]
    public async Task Several_result_sets_are_read_one_after_another()
    {
        using var grid = await connection.QueryMultipleAsync("select 1; do 0; select @x as x; select 'three'", new { x = 2 });
        (await grid.ReadSingleAsync<int>()).ShouldBe(1);
        (await grid.ReadSingleAsync<int>()).ShouldBe(2);
        (await grid.ReadSingleAsync<string>()).ShouldBe("three");
    }

    [Fact]
    public async Task A_transaction_that_is_not_committed_is_rolled_back()
    {
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
            await connection.ExecuteAsync("insert into people (name) values ('gone')", transaction: transaction);
        await using (var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await connection.ExecuteAsync("insert into people (name) values ('kept')", transaction: transaction);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
        }

        (await connection.QueryAsync<string>("select name from people")).ShouldBe(["kept"]);
    }

    [Fact]
    public async Task A_reader_that_is_closed_early_leaves_the_connection_usable()
    {
        await using (var reader = await connection.ExecuteReaderAsync("select seq from seq_1_to_100000; select 2"))
            (await reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await connection.QuerySingleAsync<int>("select 3")).ShouldBe(3);
    }

    [Fact]
    public async Task Errors_have_number_and_state_and_leave_the_connection_usable()
    {
        foreach (var parameters in new[] { null, new { x = 1 } })
        {
            var error = await Should.ThrowAsync<MySqlException>(() => connection.QueryAsync("select @x from nowhere", parameters));
            (error.Number, error.SqlState).ShouldBe((1146, "42S02"));
        }

        (await connection.QuerySingleAsync<int>("select 1")).ShouldBe(1);
        await Should.ThrowAsync<MySqlException>(async () =>
        {
            await using var wrong = await StoreConnections.OpenAsync(endpoint with { Password = "wrong" }, TestContext.Current.CancellationToken);
        });
    }

    [Fact]
    public async Task A_cancelled_command_ends_on_the_server()
    {
        using var interrupt = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(
            connection.QueryAsync(new CommandDefinition("select sleep(3600) from people union select 1 from (select sleep(3600)) x", cancellationToken: interrupt.Token)))
            .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        (await connection.QuerySingleAsync<int>("select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Large_values_pass_in_both_directions()
    {
        var bytes = new byte[3_000_000];
        new Random(1).NextBytes(bytes);
        (await connection.QuerySingleAsync<byte[]>("select @bytes", new { bytes })).ShouldBe(bytes);
    }

    private sealed record Person(int Id, string Name, DateTime? Born, bool IsAdmin);
}
