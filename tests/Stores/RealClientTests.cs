using System.Diagnostics;
using System.Globalization;

namespace StorageCourse.Tests.Stores;

/// <summary>Cells against the servers' own clients: the same statements, the same values in the same words.</summary>
public sealed class RealClientTests
{
    [Fact]
    public async Task Values_are_written_as_psql_writes_them()
    {
        var lab = await CellRunner.StartAsync("postgres");
        var endpoint = lab.Postgres.Endpoint;
        string[] expressions =
        [
            "1.10 + 2.2", "1e100::float8", "0.1::float4", "'-infinity'::float8", "12345678901234567890123456789012345678.9::numeric", "interval '1 year 2 mons 3 days 04:05:06.7'",
            "timestamp '2026-03-01 00:00:00.5'", "timestamptz '1800-01-01 00:00:00+00'", "date '0044-03-15 BC'", "array[[1,2],[3,null]]", "array['a\"b', 'NULL', null]",
            "'{\"a\": [1, 2]}'::json", "'{\"b\": 1, \"a\": null}'::jsonb", "point(1,2)", "int4range(1,10)", "row(1, null, 'x y')", "'10.0.0.1/8'::inet", "E'tab\\there'",
            "'\\xdeadbeef'::bytea", "money '12.50'", "to_tsvector('simple', 'b a')", "'550e8400-e29b-41d4-a716-446655440000'::uuid", "'(1,2)'::tid", "B'101'",
        ];
        var query = string.Join(" union all ", expressions.Select((one, i) => string.Create(CultureInfo.InvariantCulture, $"select {i} as n, ({one})::text as v")));
        var psql = await RunAsync("psql", ["-X", "-A", "-t", "-F", "\u0001", "-h", endpoint.Host, "-p", endpoint.Port.ToString(CultureInfo.InvariantCulture), "-U", endpoint.User, "-d", endpoint.Database],
            ("PGPASSWORD", endpoint.Password), string.Concat(expressions.Select(one => $"select {one};\n")));
        using var cell = new CellRunner();
        await cell.RunAsync($"#!sql --name texts\n{query} order by n");
        ((QueryResult)cell.Host["texts"]!).Column<string>("v").ShouldBe(psql.TrimEnd('\n').Split('\n'));
        foreach (var (expression, text) in expressions.Zip(psql.TrimEnd('\n').Split('\n')))
            (await cell.RunAsync($"#!sql\nselect {expression} as v")).Split('\n')[1].Trim().ShouldBe(text.Trim(), expression);
    }

    [Fact]
    public async Task A_script_is_split_as_psql_splits_it()
    {
        var lab = await CellRunner.StartAsync("postgres");
        var endpoint = lab.Postgres.Endpoint;
        const string Script = """
            select 'one;' as a; select $$two;$$ as a, $q$;$$;$q$ as b; -- ; not
            /* ; /* nested ; */ */ select 3 as "semi;colon";
            create or replace function pg_temp.f(x int) returns int language sql begin atomic select case when x > 1 then 10; else 20 end; end;
            create or replace function pg_temp.f(x int) returns int language sql begin atomic select 1; select case when x > 1 then 10 else 20 end; end;
            select pg_temp.f(1), pg_temp.f(2);
            do $do$ begin perform 1; perform ';'; end $do$;
            select E'it\'s; fine', U&'\0041;';
            create temp table t (id int); create rule r as on insert to t do (notify a; notify b);
            select (1 +
              2) as three
            """;
        // The third statement is wrong on purpose: both stop there, or go on there, at the same place.
        var right = Script.Replace("then 10; else 20", "then 10 else 20", StringComparison.Ordinal);
        var psql = await RunAsync("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", endpoint.Host, "-p", endpoint.Port.ToString(CultureInfo.InvariantCulture), "-U", endpoint.User, "-d", endpoint.Database],
            ("PGPASSWORD", endpoint.Password), right);
        using var cell = new CellRunner();
        var shown = await cell.RunAsync($"#!sql\n{right}");
        psql.TrimEnd('\n').Split('\n').ShouldBe(["one;", "two;|;$$;", "3", "20|10", "it's; fine|A;", "3"]);
        var rows = shown.Split('\n');
        foreach (var line in psql.TrimEnd('\n').Split('\n'))
            rows.ShouldContain(row => row.Split('|').Select(value => value.Trim()).SequenceEqual(line.Split('|')), line);
        (await cell.FailAsync($"#!sql\n{Script}")).Message.ShouldContain("statement 4 of 11, line 4");
    }

    [Fact]
    public async Task Values_are_written_as_the_mariadb_client_writes_them()
    {
        var lab = await CellRunner.StartAsync("mysql");
        var endpoint = lab.MySql.Endpoint;
        Assert.SkipUnless(endpoint.Flavor == "mariadb", "the client's words are compared with MariaDB's");
        string[] expressions =
        [
            "1.10 + 2.2", "1/3", "1e0/3", "cast(1.5 as float)", "18446744073709551615", "timestamp'2026-03-01 12:00:00.000100'", "time'-100:00:01.5'", "'é😀'", "null", "true",
            "json_object('a', 1)", "cast('2026-03-01' as date)", "pi()", "repeat('x', 1000)",
            "1e14", "1e15", "-9007199254740992e0", "123456789012345678e0", "-1.25e-5", "1e-15", "1e-16", "1.2345e-20", "1.7976931348623157e308",
        ];
        var client = await RunAsync("mariadb", ["--no-defaults", "-N", "-B", "--default-character-set=utf8mb4", "-h", endpoint.Host, "-P", endpoint.Port.ToString(CultureInfo.InvariantCulture), "-u", endpoint.User],
            ("MYSQL_PWD", endpoint.Password), string.Concat(expressions.Select(one => $"select {one};\n")));
        using var cell = new CellRunner();
        cell.Host["nothing"] = 0;
        foreach (var (expression, text) in expressions.Zip(client.TrimEnd('\n').Split('\n')))
        {
            await cell.RunAsync($"#!mysql\nselect {expression} as v");
            cell.Host.Html.ShouldContain(System.Net.WebUtility.HtmlEncode(text), customMessage: expression);
            await cell.RunAsync($"#!mysql\nselect {expression} as v where :nothing = 0");
            cell.Host.Html.ShouldContain(System.Net.WebUtility.HtmlEncode(text), customMessage: expression + " by prepared statement");
        }
    }

    private static async Task<string> RunAsync(string program, string[] arguments, (string Name, string Value) secret, string input)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[secret.Name] = secret.Value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        (await error).ShouldBeEmpty();
        return await output;
    }
}
