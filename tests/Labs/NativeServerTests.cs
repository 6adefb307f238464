using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dapper;
using Npgsql;
using StorageCourse.Labs;
using StorageCourse.Stores.Redis;

namespace StorageCourse.Tests.Labs;

/// <summary>Servers that the lab starts itself.</summary>
[Collection(LabCollection.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class NativeServerTests(NativeServers servers) : IClassFixture<NativeServers>
{
    private static readonly string[] Stores = ["postgres", "mysql", "redis"];
    private readonly Lab lab = servers.Lab;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Their_versions_are_what_they_say_themselves()
    {
        await using var connection = await OpenAsync(lab.Postgres.Endpoint);
        (await connection.ExecuteScalarAsync<string>("show server_version")).ShouldStartWith(lab.Postgres.Endpoint.Version.ToString());
        (await MariaDbAsync(lab.MySql.Endpoint, "select version()")).Output.ShouldStartWith(lab.MySql.Endpoint.Version.ToString());
        using var redis = await RespConnection.ConnectAsync(lab.Redis.Endpoint, Token);
        (await redis.CallAsync(Token, "INFO", "server")).Text.ShouldContain($"redis_version:{lab.Redis.Endpoint.Version}\r\n");
        Stores.Select(store => lab[store].Endpoint.Flavor).ShouldBe(["postgresql", "mariadb", "redis"]);
    }

    [Fact]
    public async Task They_ask_for_the_password()
    {
        foreach (var password in new[] { "wrong", "" })
        {
            (await Should.ThrowAsync<NpgsqlException>(() => OpenAsync(lab.Postgres.Endpoint with { Password = password })))
                .Message.ShouldContain("password", Case.Insensitive);
            foreach (var user in new[] { "course", "root", "mysql", "" })
                (await MariaDbAsync(lab.MySql.Endpoint with { User = user, Password = password }, "select 1")).Error.ShouldContain("Access denied");
        }

        foreach (var (password, code) in new[] { ("wrong", "WRONGPASS"), ("", "NOAUTH") })
            (await Should.ThrowAsync<RespException>(() => RespConnection.ConnectAsync(lab.Redis.Endpoint with { Password = password }, Token))).Code.ShouldBe(code);
    }

    [Fact]
    public void They_listen_on_the_loopback_interface_only()
    {
        foreach (var store in Stores)
        {
            var port = lab[store].Endpoint.Port.ToString("X4", CultureInfo.InvariantCulture);
            var listening = File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words[3] == "0A" && words[1].EndsWith(":" + port, StringComparison.Ordinal));
            listening.Select(words => words[1]).ShouldBe([$"0100007F:{port}"]);
        }
    }

    [Fact]
    public void Their_folders_are_private_and_no_password_stands_in_a_command_line_or_in_what_is_shown()
    {
        foreach (var store in Stores)
        {
            var folder = Directory.GetDirectories(StorageCourse.Platform.ProcessGuard.SessionFolder, store + "-*").ShouldNotBeNull();
            foreach (var path in folder) File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            LabProcess.WithCommand(lab[store].Endpoint.Password).ShouldBeEmpty();
            lab.ToBundle().Data.Values.ShouldAllBe(text => !text.Contains(lab[store].Endpoint.Password, StringComparison.Ordinal));
            lab[store].Endpoint.ToString().ShouldNotContain(lab[store].Endpoint.Password);
        }
    }

    [Fact]
    public async Task PostgreSQL_runs_with_its_own_defaults_but_for_where_it_listens()
    {
        await using var own = await Lab.StartAsync(Need.Postgres.Named("plain"));
        await using var connection = await OpenAsync(own["plain"].Endpoint);
        var changed = await connection.QueryAsync<string>(
            "select name from pg_settings where source in ('command line', 'environment variable') and setting is distinct from boot_val order by name");
        changed.ShouldBe(["listen_addresses", "port", "unix_socket_directories"]);
        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes", "wal_init_zero" })
            (await connection.ExecuteScalarAsync<string>($"show {setting}")).ShouldBe("on");
        (await connection.ExecuteScalarAsync<string>("show shared_buffers")).ShouldBe("128MB");
    }

    [Fact]
    public async Task MariaDB_flushes_each_commit_and_has_a_redo_log_of_its_default_size()
    {
        var shown = await MariaDbAsync(lab.MySql.Endpoint, "select @@innodb_flush_log_at_trx_commit, @@innodb_log_file_size, @@character_set_server, @@innodb_buffer_pool_size");
        shown.Output.Split('\t', '\n').Take(4).ShouldBe(["1", "100663296", "utf8mb4", "134217728"]);
    }

    [Fact]
    public async Task The_course_user_may_do_everything_natively()
    {
        await using var connection = await OpenAsync(lab.Postgres.Endpoint);
        (await connection.ExecuteScalarAsync<string>("select current_user || '@' || current_database() || (select rolsuper from pg_roles where rolname = current_user)")).ShouldBe("course@coursetrue");
        await connection.ExecuteAsync("create extension if not exists pageinspect");
        (await MariaDbAsync(lab.MySql.Endpoint, "create database may_i; drop database may_i; select current_user(), database()")).Output.ShouldContain("course@%\tcourse");
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("mysql")]
    [InlineData("redis")]
    public async Task A_server_of_ones_own_comes_back_on_its_port_with_its_data_after_a_stop_a_kill_and_a_pause(string store)
    {
        await using var own = await Lab.StartAsync(Need.Of(store).Named("broken"));
        var server = own["broken"];
        var endpoint = server.Endpoint;
        await WriteAsync(endpoint, "first");

        await server.StopAsync(Token);
        IsListening(endpoint).ShouldBeFalse();
        await server.RestartAsync(Token);
        server.Endpoint.ShouldBe(endpoint);
        (await ReadAsync(endpoint)).ShouldBe("first");

        if (store == "redis") await SaveAsync(endpoint);
        await server.KillAsync(Token);
        IsListening(endpoint).ShouldBeFalse();
        await server.RestartAsync(Token);
        (await ReadAsync(endpoint)).ShouldBe("first");

        await server.PauseAsync(Token);
        IsListening(endpoint).ShouldBeTrue();
        var read = ReadAsync(endpoint);
        read.IsCompleted.ShouldBeFalse();
        await server.ResumeAsync(Token);
        (await read).ShouldBe("first");

        await server.PauseAsync(Token);
        await server.RestartAsync(Token);
        (await ReadAsync(endpoint)).ShouldBe("first");
        (await server.LogTail(3)).Split('\n').Length.ShouldBeInRange(1, 3);
    }

    [Fact]
    public async Task A_paused_PostgreSQL_is_silent_in_its_sessions_too()
    {
        await using var own = await Lab.StartAsync(Need.Postgres.Named("silent"));
        await using var connection = await OpenAsync(own["silent"].Endpoint);
        await own["silent"].PauseAsync(Token);
        var answer = connection.ExecuteScalarAsync<int>("select 1");
        // Long enough for an answer that came at once to be seen; what is awaited here is that nothing happens.
        (await Task.WhenAny(answer, Task.Delay(200, Token))).ShouldNotBe(answer);
        await own["silent"].ResumeAsync(Token);
        (await answer).ShouldBe(1);
    }

    [Fact]
    public async Task A_shared_server_is_not_broken_and_the_error_says_what_to_ask_for()
    {
        foreach (var breaking in new Func<StoreServer, Task>[] { s => s.StopAsync(), s => s.KillAsync(), s => s.PauseAsync(), s => s.ResumeAsync(), s => s.RestartAsync() })
            (await Should.ThrowAsync<InvalidOperationException>(() => breaking(lab.MySql))).Message.ShouldContain("Need.MySql.Own()");
    }

    [Fact]
    public async Task Settings_reach_the_server()
    {
        await using var own = await Lab.StartAsync(
            Need.Postgres.With("work_mem", "12MB").With("shared_preload_libraries", "pg_stat_statements"),
            Need.MySql.With("innodb_buffer_pool_size", "64M"),
            Need.Redis.With("maxmemory", "10mb"));
        await using var connection = await OpenAsync(own.Postgres.Endpoint);
        (await connection.ExecuteScalarAsync<string>("show work_mem")).ShouldBe("12MB");
        await connection.ExecuteAsync("create extension pg_stat_statements");
        (await MariaDbAsync(own.MySql.Endpoint, "select @@innodb_buffer_pool_size")).Output.Trim().ShouldBe("67108864");
        using var redis = await RespConnection.ConnectAsync(own.Redis.Endpoint, Token);
        (await redis.CallAsync(Token, "INFO", "memory")).Text.ShouldContain("maxmemory:10485760");
    }

    [Fact]
    public async Task A_setting_that_the_server_refuses_is_an_error_with_the_servers_words()
    {
        var error = await Should.ThrowAsync<StorageCourse.Host.CellException>(() => Lab.StartAsync(Need.Postgres.With("no_such_setting", "1").Named("wrong")));
        error.Message.ShouldContain("unrecognized configuration parameter \"no_such_setting\"");
    }

    [Theory]
    [InlineData("mysql")]
    [InlineData("redis")]
    public async Task Another_server_that_answers_at_the_port_is_not_taken_for_the_one_that_starts(string store)
    {
        var recipe = (INativeRecipe)StoreRecipes.Find(store)!;
        var start = new NativeStart(lab[store].Endpoint.Port, "another password", new Dictionary<string, string>(), IsFirst: true);
        (await recipe.TryReachAsync(ServerFolder.Create("not-started", user: null), start, Token)).ShouldBeNull();
    }

    private static async Task<NpgsqlConnection> OpenAsync(StoreEndpoint endpoint)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = endpoint.Host, Port = endpoint.Port, Username = endpoint.User, Password = endpoint.Password, Database = endpoint.Database, Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(Token);
        return connection;
    }

    /// <summary>MariaDB's own client; an empty user name is the anonymous user.</summary>
    private static async Task<(string Output, string Error)> MariaDbAsync(StoreEndpoint endpoint, string statement)
    {
        var start = new ProcessStartInfo("mariadb",
            ["--no-defaults", "-h", endpoint.Host, "-P", $"{endpoint.Port}", "-u", endpoint.User, "-D", endpoint.Database, "-N", "-B", "-e", statement])
        { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["MYSQL_PWD"] = endpoint.Password;
        using var client = Process.Start(start)!;
        var error = client.StandardError.ReadToEndAsync(Token);
        return (await client.StandardOutput.ReadToEndAsync(Token), await error);
    }

    private static async Task WriteAsync(StoreEndpoint endpoint, string value)
    {
        switch (endpoint.Store)
        {
            case "postgres":
                await using (var connection = await OpenAsync(endpoint))
                    await connection.ExecuteAsync("create table kept (value text); insert into kept values (@value)", new { value });
                break;
            case "mysql":
                (await MariaDbAsync(endpoint, $"create table kept (value text); insert into kept values ('{value}')")).Error.ShouldBe("");
                break;
            default:
                using (var redis = await RespConnection.ConnectAsync(endpoint, Token))
                    await redis.CallAsync(Token, "SET", "kept", value);
                break;
        }
    }

    private static async Task<string?> ReadAsync(StoreEndpoint endpoint)
    {
        switch (endpoint.Store)
        {
            case "postgres":
                await using (var connection = await OpenAsync(endpoint))
                    return await connection.ExecuteScalarAsync<string>("select value from kept");
            case "mysql":
                return (await MariaDbAsync(endpoint, "select value from kept")).Output.Trim();
            default:
                using (var redis = await RespConnection.ConnectAsync(endpoint, Token))
                    return await redis.CallAsync(Token, "GET", "kept") is { Kind: not RespKind.Null } kept ? kept.Text : null;
        }
    }

    private static async Task SaveAsync(StoreEndpoint endpoint)
    {
        using var redis = await RespConnection.ConnectAsync(endpoint, Token);
        await redis.CallAsync(Token, "SAVE");
    }

    private static bool IsListening(StoreEndpoint endpoint)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Parse(endpoint.Host), endpoint.Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>A lab that the tests of <see cref="NativeServerTests"/> share.</summary>
public sealed class NativeServers : IAsyncLifetime
{
    public Lab Lab { get; private set; } = null!;

    // With a need that no other test has, so that this lab is nobody else's: the same needs are the same lab.
    public async ValueTask InitializeAsync() => Lab = await Lab.StartAsync("postgres", "mysql", "redis", "mssql");

    public ValueTask DisposeAsync() => Lab.DisposeAsync();
}
