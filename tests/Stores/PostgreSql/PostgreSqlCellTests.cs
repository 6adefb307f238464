using StorageCourse.Stores;
using StorageCourse.Host;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Stores.PostgreSql;

public sealed class PostgreSqlCellTests : IAsyncLifetime
{
    private readonly CellRunner cell = new();

    public async ValueTask InitializeAsync() => await CellRunner.StartAsync("postgres");

    public ValueTask DisposeAsync()
    {
        cell.Dispose();
        return default;
    }

    [Fact]
    public async Task A_query_is_a_table_with_types_rows_and_time()
    {
        var shown = await cell.RunAsync("#!sql\nselect 1 as id, 'Ann' as name, null::numeric as total");
        shown.ShouldContain("id | name | total");
        shown.ShouldContain(" 1 | Ann  |  NULL");
        shown.ShouldContain("1 row · ");
        cell.Host.Html.ShouldContain("<th class=\"n\">total<small>numeric</small></th>");
    }

    [Fact]
    public async Task Every_type_is_shown_in_the_servers_words_and_kept_as_a_value()
    {
        cell.Host["zone"] = "x";
        await cell.RunAsync("""
            #!sql --name x
            set timezone = 'UTC'; set intervalstyle = postgres;
            select true as yes, 12345678901234567890.1234567890123456789 as huge, 1.50 as exact, 'NaN'::float8 as nan, array[1, null, 3] as maybe, array['a,"b', null, 'NULL'] as words,
                   '{}'::int[] as none, '{"a": 1}'::jsonb as doc, '\x00ff'::bytea as bytes, timestamptz '2026-03-01 12:00+02' as at, date '2026-03-01' as day,
                   time '23:59:59.5' as clock, timestamp '2026-03-01 12:00' as local, interval '1 day 02:03:04' as wait, interval '1 month' as month,
                   'infinity'::timestamptz as forever, '550e8400-e29b-41d4-a716-446655440000'::uuid as id, int4range(1, 5) as range, row(1, 'a') as composite, 7::int2 as small, 9::int8 as big
            """);
        var row = Result("x")[0];
        row["yes"].ShouldBe(true);
        row["huge"].ShouldBe("12345678901234567890.1234567890123456789");
        row["exact"].ShouldBe(1.50m);
        row["nan"].ShouldBe(double.NaN);
        row["maybe"].ShouldBe(new int?[] { 1, null, 3 });
        row["words"].ShouldBe(new[] { "a,\"b", null, "NULL" });
        row["none"].ShouldBe(Array.Empty<int>());
        row["doc"].ShouldBe("{\"a\": 1}");
        row["bytes"].ShouldBe(new byte[] { 0, 255 });
        row["at"].ShouldBe(new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));
        row["day"].ShouldBe(new DateOnly(2026, 3, 1));
        row["clock"].ShouldBe(new TimeOnly(23, 59, 59, 500));
        row["local"].ShouldBe(new DateTime(2026, 3, 1, 12, 0, 0));
        row["wait"].ShouldBe(new TimeSpan(1, 2, 3, 4));
        row["month"].ShouldBe("1 mon");
        row["forever"].ShouldBe("infinity");
        row["id"].ShouldBe(Guid.Parse("550e8400-e29b-41d4-a716-446655440000"));
        row["range"].ShouldBe("[1,5)");
        row["composite"].ShouldBe("(1,a)");
        row["small"].ShouldBe((short)7);
        row["big"].ShouldBe(9L);
        cell.Host.Text.ShouldContain("{1,NULL,3}");
        cell.Host.Text.ShouldContain("\\x00ff");
        cell.Host.Text.ShouldContain("2026-03-01 10:00:00+00");
    }

    [Fact]
    public async Task Types_that_were_created_in_the_session_have_names_and_values()
    {
        await cell.RunAsync("#!sql --on types --name x\ncreate type pg_temp.mood as enum ('sad', 'ok'); select 'ok'::pg_temp.mood as mood");
        Result("x")[0]["mood"].ShouldBe("ok");
        Result("x").Columns[0].Type.ShouldEndWith("mood");
    }

    [Fact]
    public async Task Variables_are_bound_with_their_types()
    {
        cell.Host["number"] = 42;
        cell.Host["big"] = 1L << 40;
        cell.Host["price"] = 9.50m;
        cell.Host["text"] = "'; drop table x; --";
        cell.Host["day"] = new DateOnly(2026, 3, 1);
        cell.Host["local"] = new DateTime(2026, 3, 1, 12, 0, 0);
        cell.Host["at"] = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2));
        cell.Host["id"] = Guid.Parse("550e8400-e29b-41d4-a716-446655440000");
        cell.Host["flag"] = true;
        cell.Host["bytes"] = new byte[] { 1, 2 };
        cell.Host["numbers"] = new[] { 1, 2, 3 };
        cell.Host["words"] = new List<string> { "a", "b" };
        cell.Host["nothing"] = null;
        await cell.RunAsync("""
            #!sql --name x
            select pg_typeof(:number), pg_typeof(:big), pg_typeof(:price), pg_typeof(:text), pg_typeof(:day), pg_typeof(:local), pg_typeof(:at), pg_typeof(:id),
                   pg_typeof(:flag), pg_typeof(:bytes), pg_typeof(:numbers), pg_typeof(:words)
            """);
        Result("x")[0].Values.ShouldBe(
        [
            "integer", "bigint", "numeric", "text", "date", "timestamp without time zone", "timestamp with time zone", "uuid", "boolean", "bytea", "integer[]", "text[]",
        ]);
        await cell.RunAsync("#!sql --name x\nselect :text as text, :nothing::int is null as nothing, 2 = any(:numbers) as found, :number + :number as sum");
        Result("x")[0].Values.ShouldBe([cell.Host["text"], true, true, 84]);
    }

    [Fact]
    public async Task A_statement_without_parameters_says_so()
    {
        cell.Host["size"] = 10;
        var error = await cell.FailAsync("#!sql\nselect 1;\ncreate index i on t (x) with (fillfactor = :size)");
        error.ErrorName.ShouldBe("NoParameters");
        error.Message.ShouldContain("CREATE INDEX takes no parameters, but :size is a C# variable");
        error.Message.ShouldContain("\nstatement 2 of 2, line 3: create index");
        (await cell.FailAsync("#!sql\nset work_mem = :size")).Message.ShouldContain("set_config");
        (await cell.RunAsync("#!sql --on tables\ncreate temp table sized as select :size as size; explain select * from sized where size = :size")).ShouldContain("Seq Scan on sized");
    }

    [Fact]
    public async Task The_first_error_stops_the_cell_and_points_at_the_place()
    {
        cell.Host["customer"] = 1;
        var error = await cell.FailAsync("#!sql --on errors\ncreate temp table kept (id int);\ninsert into kept values (1);\nselect :customer,\n  wrong from kept;\ninsert into kept values (2)");
        error.ErrorName.ShouldBe("42703");
        error.Line.ShouldBeNull("the message shows the place");
        error.Message.ShouldBe("column \"wrong\" does not exist\nstatement 3 of 4, line 5:   wrong from kept;\n" + new string(' ', "statement 3 of 4, line 5:   ".Length) + "^\nhelp: the columns of kept are id.");
        await cell.RunAsync("#!sql --on errors --name kept\nselect count(*) from kept");
        Result("kept").Scalar<int>().ShouldBe(1);
    }

    [Fact]
    public async Task A_syntax_error_has_its_code_and_place()
    {
        var error = await cell.FailAsync("#!sql\nselekt 1");
        error.ErrorName.ShouldBe("42601");
        error.Message.ShouldStartWith("syntax error at or near \"selekt\"\nline 2: selekt 1\n        ^");
        (await cell.FailAsync("#!sql\nselect 'é😀', :missing")).Message.ShouldContain("there is none called missing");
    }

    [Fact]
    public async Task Hint_and_detail_are_shown()
    {
        (await cell.FailAsync("#!sql --on hints\ncreate temp table h (id int primary key, name text); insert into h values (1); insert into h values (1)"))
            .Message.ShouldContain("detail: Key (id)=(1) already exists.");
        (await cell.FailAsync("#!sql --on hints\nselect nam from h")).Message.ShouldContain("hint: Perhaps you meant to reference the column \"h.name\".");
    }

    [Fact]
    public async Task A_name_that_the_server_does_not_know_is_answered_with_those_that_there_are()
    {
        await cell.RunAsync("#!sql\ncreate table parcels (id int, weight_grams int)");
        (await cell.FailAsync("#!sql\nselect * from parcel")).Message.ShouldContain("help: did you mean parcels?");
        (await cell.FailAsync("#!sql\nselect * from letters")).Message.ShouldMatch(@"help: the tables are .*parcels");
        (await cell.FailAsync("#!sql\nselect weight from parcels")).Message.ShouldContain("help: the columns of parcels are id, weight_grams.");
        // Also from within a transaction that the error has ended.
        (await cell.FailAsync("#!sql --on names\nbegin;\nselect * from prcels")).Message.ShouldContain("help: did you mean parcels?");
    }

    [Fact]
    public async Task A_failed_transaction_tells_the_way_out_and_ends_with_rollback()
    {
        await cell.FailAsync("#!sql --on failed\nbegin; select 1/0");
        (await cell.FailAsync("#!sql --on failed\nselect 1")).Message.ShouldContain("help: an earlier statement of this transaction failed");
        (await cell.RunAsync("#!sql --on failed\nrollback; select 1 as one")).ShouldContain("ROLLBACK");
    }

    [Fact]
    public async Task Each_statement_is_a_transaction_of_its_own_and_sessions_are_apart()
    {
        await cell.RunAsync("#!sql --on tx\ndrop table if exists tx_seen; create table tx_seen (id int); insert into tx_seen values (1)");
        await cell.RunAsync("#!sql --on tx\nbegin; insert into tx_seen values (2)");
        await cell.RunAsync("#!sql --on other --name seen\nselect count(*) from tx_seen");
        Result("seen").Scalar<int>().ShouldBe(1);
        await cell.RunAsync("#!sql --on tx\ncommit");
        await cell.RunAsync("#!sql --on other --name seen\nselect count(*) from tx_seen; drop table tx_seen");
        Result("seen").Scalar<int>().ShouldBe(2);
        (await cell.RunAsync("#!sql --on tx\nvacuum")).ShouldStartWith("VACUUM · ");
    }

    [Fact]
    public async Task Tags_notices_and_tables_come_in_order()
    {
        var shown = await cell.RunAsync("""
            #!sql --on order
            create temp table o (id int);
            insert into o select generate_series(1, 3);
            do $$ begin raise notice 'half; way'; end $$;
            insert into o values (4) returning id;
            create index on o (id);
            """);
        var places = new[] { "CREATE TABLE · ", "INSERT 3 · ", "NOTICE: half; way", "DO · ", "1 row · INSERT 1 · ", "CREATE INDEX · " }.Select(one => shown.IndexOf(one, StringComparison.Ordinal)).ToList();
        places.ShouldAllBe(place => place >= 0);
        places.ShouldBeInOrder();
    }

    [Fact]
    public async Task Tags_of_statements_that_follow_each_other_share_a_line_of_no_great_length()
    {
        var shown = await cell.RunAsync("#!sql --on tags\ncreate temp table o (id int);\ninsert into o values (1);\n" + string.Concat(Enumerable.Repeat("delete from o;\n", 20)));
        var lines = shown.TrimEnd().Split('\n');
        lines[0].ShouldContain("CREATE TABLE · ");
        lines[0].ShouldContain("INSERT 1 · ");
        lines.Length.ShouldBeInRange(4, 8);
        lines.ShouldAllBe(line => line.Length < 125);
    }

    [Fact]
    public async Task EXPLAIN_is_shown_as_it_comes()
    {
        await cell.RunAsync("#!sql\nexplain (costs off) select * from generate_series(1, 10) g where g > 5");
        cell.Host.Displays[0].Data[MimeType.Text].ShouldStartWith("Function Scan on generate_series g\n  Filter: (g > 5)\n");
        cell.Host.Html.ShouldStartWith("<pre>Function Scan");
        var json = await cell.RunAsync("#!sql\nexplain (format json) select " + string.Join(", ", Enumerable.Range(1, 100).Select(i => $"g + {i}")) + " from generate_series(1, 10) g");
        json.ShouldContain("\"Plan Rows\": 10");
        json.ShouldNotContain("…");
    }

    [Fact]
    public async Task A_long_result_is_cut_and_says_how_long_it_was()
    {
        (await cell.RunAsync("#!sql --name x\nselect g from generate_series(1, 12345) g")).ShouldContain("first 50 of 12,345 rows");
        Result("x").Count.ShouldBe(10_000);
        Result("x").TotalRows.ShouldBe(12_345);
        cell.Host.Text.ShouldContain("x holds the first 10,000 of 12,345 rows; for all of them say --limit 12345");
        (await cell.RunAsync("#!sql --limit 3\nselect g from generate_series(1, 5) g")).ShouldContain("first 3 of 5 rows");
        (await cell.FailAsync("#!sql --limit many\nselect 1")).Message.ShouldContain("expected a number of rows");
    }

    [Fact]
    public async Task A_cell_without_a_result_set_binds_nothing()
    {
        (await cell.RunAsync("#!sql --name nothing\n-- your query here")).ShouldBe("nothing to run: the cell holds no statement");
        (await cell.RunAsync("#!sql --name nothing\nset work_mem = '8MB'")).ShouldContain("no result set, so nothing was not set");
        cell.Host.TryGetVariable("nothing", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Notifications_are_shown_in_the_next_cell_of_the_session_that_listens()
    {
        await cell.RunAsync("#!sql --on listener\nlisten news");
        await cell.RunAsync("#!sql\nnotify news, 'price changed'");
        (await cell.RunAsync("#!sql --on listener\nselect 1")).ShouldContain("NOTIFY news: price changed");
    }

    [Fact]
    public async Task Languages_that_are_registered_again_begin_with_new_sessions()
    {
        var host = new RecordingHost();
        AllStores.Register(host);
        await RunAsync("begin; create table left_open (id int)");
        AllStores.Register(host);
        await RunAsync("create table left_open (id int); drop table left_open");

        Task RunAsync(string text) => host.Languages["sql"].RunAsync(new(text, new Dictionary<string, string>(), 2), host, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_wrong_option_is_refused()
    {
        (await cell.FailAsync("#!sql --name two-words\nselect 1")).ErrorName.ShouldBe("BadOption");
        (await cell.FailAsync("#!sql --store nowhere\nselect 1")).ErrorName.ShouldBe("StoreNotStarted");
    }

    [Theory]
    [InlineData("copy t from stdin", "no standard input")]
    [InlineData("copy t to stdout", "no standard output")]
    [InlineData("\\d t", "a command of psql")]
    public async Task What_only_psql_can_do_is_refused_with_help(string statement, string help) =>
        (await cell.FailAsync($"#!sql\n{statement}")).Message.ShouldContain(help);

    [Fact]
    public async Task An_hour_long_query_ends_with_the_interrupt_and_the_session_lives_on()
    {
        await cell.RunAsync("#!sql --on sleeper\ncreate temp table still (id int)");
        using var interrupt = new CancellationTokenSource();
        var sleeping = cell.InterruptAsync("#!sql --on sleeper\nselect pg_sleep(3600) as asleep", interrupt.Token);
        using var other = new CellRunner();
        await Eventually.TrueAsync(async () =>
        {
            await other.RunAsync("#!sql --name found\nselect count(*) from pg_stat_activity where state = 'active' and query like '%as asleep'");
            return ((QueryResult)other.Host["found"]!).Scalar<long>() > 0;
        });
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(sleeping).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        (await cell.RunAsync("#!sql --on sleeper\nselect count(*) from still")).ShouldNotContain("lost");
    }

    [Fact]
    public async Task A_session_that_the_server_closed_is_replaced_and_the_learner_told()
    {
        await cell.RunAsync("#!sql --on victim --name victim\nselect pg_backend_pid() as pid");
        cell.Host["pid"] = Result("victim").Scalar<int>();
        await cell.RunAsync("#!sql\nselect pg_terminate_backend(:pid, 10000)");
        (await cell.RunAsync("#!sql --on victim\nselect 1")).ShouldContain("session victim was lost and is new");
        (await cell.RunAsync("#!sql --on victim\nselect 1")).ShouldNotContain("lost");
    }

    [Fact]
    public async Task Completion_knows_tables_columns_aliases_functions_and_variables()
    {
        cell.Host["customer"] = 1;
        await cell.RunAsync("#!sql\ndrop table if exists completed; create table completed (id int, placed_at date)");
        (await cell.CompleteAsync("sql", "select * from compl")).ShouldContain("completed");
        (await cell.CompleteAsync("sql", "select 1 from completed c where c.")).ShouldBe(["id", "placed_at"]);
        (await cell.CompleteAsync("sql", "select * from completed where pla")).ShouldContain("placed_at");
        (await cell.CompleteAsync("sql", "select generate_se")).ShouldContain("generate_series");
        (await cell.CompleteAsync("sql", "sel")).ShouldBe(["select"]);
        (await cell.CompleteAsync("sql", "select :cust")).ShouldBe(["customer"]);
        (await cell.CompleteAsync("sql", "select 'sel")).ShouldBeEmpty();
        await cell.RunAsync("#!sql\ndrop table completed");
    }

    private QueryResult Result(string name) => cell.Host[name].ShouldBeOfType<QueryResult>();
}
