namespace StorageCourse.Tests.Stores.MySql;

public sealed class MySqlCellTests : IAsyncLifetime
{
    private readonly CellRunner cell = new();

    public async ValueTask InitializeAsync() => await CellRunner.StartAsync("mysql");

    public ValueTask DisposeAsync()
    {
        cell.Dispose();
        return default;
    }

    [Theory]
    [InlineData("")]
    [InlineData(" and :one = 1")]
    public async Task Every_type_is_the_same_by_text_and_by_prepared_statement(string condition)
    {
        cell.Host["one"] = 1;
        await cell.RunAsync($"""
            #!mysql --on types --name x
            create temporary table if not exists types (
              tiny tinyint, yes boolean, small smallint unsigned, medium mediumint, number int unsigned, big bigint unsigned, exact decimal(20,4), huge decimal(40,5),
              f float, d double, day date, clock time(3), at datetime(6), stamp timestamp, y year, b bit(9), c char(3), v varchar(300), t text, j json,
              bin varbinary(10), blobs blob, e enum('x','y'), s set('a','b'), nothing int);
            delete from types;
            insert into types values (-1, true, 65535, -8388608, 4294967295, 18446744073709551615, 1234567890.1200, 12345678901234567890123456789012345.12345,
              1.5, 0.1, '2026-03-01', '-100:02:03.5', '2026-03-01 12:00:00.000001', '2026-03-01 12:00:00', 2026, b'100000001', 'é', repeat('x', 300), 'text', '{"{\"a\": 1}"}',
              x'00ff', x'01', 'y', 'a,b', null);
            select * from types where true{condition}
            """);
        var row = Result("x").ShouldHaveSingleItem();
        row.Values.ShouldBe(
        [
            (sbyte)-1, true, (ushort)65535, -8388608, 4294967295u, 18446744073709551615ul, 1234567890.1200m, "12345678901234567890123456789012345.12345",
            1.5f, 0.1, new DateOnly(2026, 3, 1), -new TimeSpan(0, 100, 2, 3, 500), new DateTime(2026, 3, 1, 12, 0, 0).AddTicks(10), new DateTime(2026, 3, 1, 12, 0, 0),
            2026, 257ul, "é", new string('x', 300), "text", "{\"a\": 1}", new byte[] { 0, 255 }, new byte[] { 1 }, "y", "a,b", null,
        ]);
        Result("x").Columns.Select(column => column.Type).ShouldBe(
        [
            "tinyint", "tinyint(1)", "smallint unsigned", "mediumint", "int unsigned", "bigint unsigned", "decimal(20,4)", "decimal(40,5)", "float", "double", "date",
            "time(3)", "datetime(6)", "timestamp", "year", "bit(9)", "char(3)", "varchar(300)", "text", "text", "varbinary(10)", "blob", "enum", "set", "int",
        ]);
        cell.Host.Text.ShouldContain("b'100000001'");
        cell.Host.Text.ShouldContain("-100:02:03.500");
        cell.Host.Text.ShouldContain("2026-03-01 12:00:00.000001");
    }

    [Theory]
    [InlineData("d date", "'0000-00-00'", "date", "0000-00-00", "0000-00-00")]
    [InlineData("d date", "'2026-03-00'", "date", "2026-03-00", "2026-03-00")]
    [InlineData("d datetime", "'0000-00-00 00:00:00'", "datetime", "0000-00-00 00:00:00", "0000-00-00 00:00:00")]
    [InlineData("d datetime(3)", "'2026-00-01 12:00:00.25'", "datetime(3)", "2026-00-01 12:00:00.250", "2026-00-01 12:00:00.250")]
    [InlineData("b tinyint(1)", "5", "tinyint(1)", "5", true)]
    [InlineData("b tinyint(1)", "0", "tinyint(1)", "0", false)]
    [InlineData("b bit(1)", "b'1'", "bit(1)", "b'1'", true)]
    [InlineData("b bit(4)", "b'10'", "bit(4)", "b'0010'", 2ul)]
    [InlineData("y year", "0", "year", "0000", 0)]
    [InlineData("f float", "1.1", "float", "1.1", 1.1f)]
    [InlineData("f float", "1e7", "float", "10000000", 1e7f)]
    [InlineData("d double", "1e20", "double", "1e20", 1e20)]
    [InlineData("d double", "-1.5e-7", "double", "-0.00000015", -1.5e-7)]
    [InlineData("d double(10,3)", "1.5", "double", "1.500", 1.5)]
    [InlineData("n decimal(31,30)", "'1.234567890123456789012345678901'", "decimal(31,30)", "1.234567890123456789012345678901", "1.234567890123456789012345678901")]
    [InlineData("t time", "'838:59:59'", "time", "838:59:59", null)]
    [InlineData("g geometry", "st_geomfromtext('POINT(1 2)')", "geometry", "0x", null)]
    public async Task A_value_is_written_as_the_server_writes_it_by_text_and_by_prepared_statement(string column, string literal, string type, string text, object? inCSharp)
    {
        cell.Host["one"] = 1;
        await cell.RunAsync($"#!mysql --on odd\nset sql_mode = 'ALLOW_INVALID_DATES'; create or replace temporary table odd ({column}); insert into odd values ({literal})");
        foreach (var condition in new[] { "", " where :one = 1" })
        {
            (await cell.RunAsync($"#!mysql --on odd --name x\nselect * from odd{condition}")).Split('\n')[1].Trim().ShouldStartWith(text, customMessage: condition);
            Result("x").Columns.ShouldHaveSingleItem().Type.ShouldBe(type);
            if (inCSharp is not null) Result("x")[0].Values.ShouldBe([inCSharp]);
        }
    }

    [Fact]
    public async Task Variables_are_bound_and_lists_become_lists_of_IN()
    {
        cell.Host["number"] = 42;
        cell.Host["price"] = 9.50m;
        cell.Host["text"] = "'; drop table x; -- é";
        cell.Host["at"] = new DateTime(2026, 3, 1, 12, 0, 0).AddTicks(10);
        cell.Host["day"] = new DateOnly(2026, 3, 1);
        cell.Host["clock"] = -new TimeSpan(1, 2, 3, 4, 500);
        cell.Host["bytes"] = new byte[] { 0, 1, 2 };
        cell.Host["big"] = ulong.MaxValue;
        cell.Host["ratio"] = 0.1;
        cell.Host["nothing"] = null;
        cell.Host["ids"] = new List<int> { 1, 3 };
        cell.Host["none"] = Array.Empty<int>();
        await cell.RunAsync("#!mysql --name x\nselect :number, :price, :text, :at, :day, :clock, hex(:bytes), :big, :ratio, :nothing is null, 3 in (:ids), 2 in (:ids), '10:number'");
        Result("x")[0].Values.Take(9).ShouldBe([42L, 9.50m, cell.Host["text"], cell.Host["at"], cell.Host["day"], cell.Host["clock"], "000102", ulong.MaxValue, 0.1]);
        Result("x")[0].Values.Skip(9).ShouldBe([1, 1, 0, "10:number"]);
        (await cell.FailAsync("#!mysql\nselect 1 in (:none)")).Message.ShouldContain("none is empty");
        cell.Host["odd"] = new object();
        (await cell.FailAsync("#!mysql\nselect :odd")).ErrorName.ShouldBe("UnknownType");
        (await cell.FailAsync("#!mysql\ncreate index i on t (x) comment :text")).ErrorName.ShouldBe("NoParameters");
    }

    [Fact]
    public async Task A_procedure_needs_no_delimiter_but_may_have_one_and_gives_several_result_sets()
    {
        await cell.RunAsync("""
            #!mysql --on procedures
            drop procedure if exists two; drop procedure if exists three;
            create procedure two(a int) begin if a > 0 then select a; end if; select 'second' as word; end;
            delimiter //
            create procedure three() begin select 3; end//
            delimiter ;
            """);
        cell.Host["a"] = 7;
        var shown = await cell.RunAsync("#!mysql --on procedures --name last\ncall two(:a); call two(1)");
        System.Text.RegularExpressions.Regex.Count(shown, "1 row").ShouldBe(4);
        Result("last").Scalar<string>().ShouldBe("second");
        (await cell.RunAsync("#!mysql --on procedures\ncall three(); drop procedure two; drop procedure three")).ShouldContain("DROP PROCEDURE");
    }

    [Fact]
    public async Task Tags_and_warnings_are_shown()
    {
        var shown = await cell.RunAsync("#!mysql --on warnings\ncreate temporary table w (id int primary key); insert ignore into w values (1), (1), (2); update w set id = id + 10");
        shown.ShouldContain("CREATE TABLE · ");
        shown.ShouldContain("INSERT 2 · ");
        shown.ShouldContain("Warning 1062: Duplicate entry '1'");
        shown.ShouldContain("UPDATE 2 · ");
    }

    [Fact]
    public async Task What_is_dropped_if_it_exists_need_not_exist_and_nothing_is_said_of_it()
    {
        var shown = await cell.RunAsync("#!mysql --on quiet\ndrop table if exists nowhere; drop view if exists nowhere; drop procedure if exists nowhere; drop function if exists nowhere; drop trigger if exists nowhere; drop database if exists nowhere");
        shown.ShouldNotContain("Note");
        shown.ShouldNotContain("Warning");
        (await cell.RunAsync("#!mysql --on quiet\ncreate temporary table q (id int); create temporary table if not exists q (id int)")).ShouldContain("Note 1050: ");
    }

    [Fact]
    public async Task A_syntax_error_has_number_state_and_place()
    {
        var error = await cell.FailAsync("#!mysql\nselect 1;\nselect 1,\n  from t");
        error.ErrorName.ShouldBe("1064");
        error.Message.ShouldContain("[SQLSTATE 42000]");
        error.Message.ShouldContain("\nstatement 2 of 2, line 4:   from t\n" + new string(' ', "statement 2 of 2, line 4:   ".Length) + "^");
        (await cell.FailAsync("#!mysql\nselect :missing")).Message.ShouldContain("there is none called missing");
        (await cell.FailAsync("#!mysql\nselect nothing from nowhere")).ErrorName.ShouldBe("1146");
    }

    [Fact]
    public async Task A_name_that_the_server_does_not_know_is_answered_with_those_that_there_are()
    {
        await cell.RunAsync("#!mysql\ncreate table parcels (id int, weight_grams int)");
        (await cell.FailAsync("#!mysql\nselect * from parcel")).Message.ShouldContain("help: did you mean parcels?");
        (await cell.FailAsync("#!mysql\nselect p.weight_gram from parcels p")).Message.ShouldContain("help: did you mean weight_grams?");
    }

    [Fact]
    public async Task A_session_keeps_its_database_variables_and_transaction()
    {
        await cell.RunAsync("#!mysql --on keeps\nuse information_schema; set @x := 41");
        await cell.RunAsync("#!mysql --on keeps --name x\nselect database() as db, @x + 1 as x");
        Result("x")[0].Values.ShouldBe(["information_schema", 42L]);
        await cell.RunAsync("#!mysql --on other --name x\nselect @x as x");
        Result("x")[0]["x"].ShouldBeNull();
    }

    [Fact]
    public async Task An_hour_long_query_ends_with_the_interrupt_and_the_session_lives_on()
    {
        await cell.RunAsync("#!mysql --on sleeper\nset @still = 1");
        using var interrupt = new CancellationTokenSource();
        var sleeping = cell.InterruptAsync("#!mysql --on sleeper\nselect sleep(3600) as asleep", interrupt.Token);
        using var other = new CellRunner();
        await Eventually.TrueAsync(async () =>
        {
            await other.RunAsync("#!mysql --name found\nselect count(*) from information_schema.processlist where info like '%as asleep'  and info not like '%processlist%'");
            return ((QueryResult)other.Host["found"]!).Scalar<long>() > 0;
        });
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sleeping).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await cell.RunAsync("#!mysql --on sleeper --name still\nselect @still as still");
        Result("still").Scalar<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_session_that_the_server_closed_is_replaced_and_the_learner_told()
    {
        await cell.RunAsync("#!mysql --on victim --name victim\nselect connection_id() as id");
        await cell.RunAsync($"#!mysql\nkill {Result("victim").Scalar<long>()}");
        (await cell.RunAsync("#!mysql --on victim\nselect 1")).ShouldContain("session victim was lost and is new");
    }

    [Fact]
    public async Task Completion_knows_tables_columns_and_functions()
    {
        await cell.RunAsync("#!mysql\ndrop table if exists completed; create table completed (id int, placed_at date)");
        (await cell.CompleteAsync("mysql", "select * from compl")).ShouldContain("completed");
        (await cell.CompleteAsync("mysql", "select 1 from completed c where c.")).ShouldBe(["id", "placed_at"]);
        (await cell.CompleteAsync("mysql", "select group_c")).ShouldContain("group_concat");
        await cell.RunAsync("#!mysql\ndrop table completed");
    }

    private QueryResult Result(string name) => cell.Host[name].ShouldBeOfType<QueryResult>();
}
