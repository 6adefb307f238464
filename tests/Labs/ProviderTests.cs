using Dapper;
using Npgsql;
using StorageCourse.Labs;
using StorageCourse.Stores.Redis;

namespace StorageCourse.Tests.Labs;

/// <summary>Who serves a need, by the environment; each in a process of its own, whose environment is its own.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProviderTests : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // Servers that run as another user must be able to pass through.
    public ProviderTests() => File.SetUnixFileMode(folder.Root, File.GetUnixFileMode(folder.Root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public async ValueTask DisposeAsync()
    {
        await LabProcess.UntilAsync(() => Directory.GetDirectories(folder.Root, "storage-course-*").Length == 0, "the watchers of this test's sessions");
        folder.Dispose();
    }

    [Fact]
    public async Task An_attached_server_is_preferred_and_the_session_works_in_a_database_that_it_removes()
    {
        await using var servers = await Lab.StartAsync(Need.Postgres.Named("their-postgres"), Need.MySql.Named("their-mysql"), Need.Redis.Named("their-redis"));
        using (var redis = await RespConnection.ConnectAsync(servers["their-redis"].Endpoint, Token)) await redis.CallAsync(Token, "SET", "theirs", "1");

        await using var session = await LabProcess.StartAsync(["postgres", "mysql", "redis"], folder, Attached(servers));

        session.Rows.ShouldAllBe(row => row.Provider == "attached");
        session["redis"].Database.ShouldBe("1");
        (await DatabasesAsync(servers["their-postgres"].Endpoint)).ShouldContain(session["postgres"].Database);
        (await MySqlDatabasesAsync(servers["their-mysql"].Endpoint)).ShouldContain(session["mysql"].Database);
        await session.EndAsync();
        (await DatabasesAsync(servers["their-postgres"].Endpoint)).ShouldNotContain(session["postgres"].Database);
        (await MySqlDatabasesAsync(servers["their-mysql"].Endpoint)).ShouldNotContain(session["mysql"].Database);
        using var after = await RespConnection.ConnectAsync(servers["their-redis"].Endpoint, Token);
        (await after.CallAsync(Token, "GET", "theirs")).Text.ShouldBe("1");
        (await after.CallAsync(Token, "DBSIZE")).Text.ShouldBe("1");
    }

    [Fact]
    public async Task What_a_killed_session_left_in_an_attached_server_is_removed_by_the_next_one()
    {
        await using var servers = await Lab.StartAsync(Need.Postgres.Named("their-postgres"), Need.MySql.Named("their-mysql"), Need.Redis.Named("their-redis"));
        await using var killed = await LabProcess.StartAsync(["postgres", "mysql", "redis"], folder, Attached(servers));
        killed.Kill();
        await LabProcess.UntilAsync(() => !Directory.Exists($"/proc/{killed.Id}") || killed.HasExited, "the end of the killed session");

        await using var next = await LabProcess.StartAsync(["postgres", "mysql", "redis"], folder, Attached(servers));

        (await DatabasesAsync(servers["their-postgres"].Endpoint)).ShouldNotContain(killed["postgres"].Database);
        (await DatabasesAsync(servers["their-postgres"].Endpoint)).ShouldContain(next["postgres"].Database);
        (await MySqlDatabasesAsync(servers["their-mysql"].Endpoint)).ShouldNotContain(killed["mysql"].Database);
        next["redis"].Database.ShouldBe("1");
    }

    [Fact]
    public async Task A_need_of_ones_own_passes_an_attached_server_over()
    {
        await using var servers = await Lab.StartAsync(Need.Redis.Named("their-redis"));
        await using var session = await LabProcess.StartAsync(["redis:own"], folder, Attached(servers));
        session["redis"].Provider.ShouldBe("native");
    }

    [Fact]
    public async Task Variables_in_the_course_folders_env_file_attach_too()
    {
        await using var servers = await Lab.StartAsync(Need.Redis.Named("their-redis"));
        await File.WriteAllTextAsync(folder.Path(".env"), $"# compose\n{Attached(servers)[0].Name}=\"{Attached(servers)[0].Value}\"\n", Token);
        await using var session = await LabProcess.StartAsync(["redis"], folder, ("COURSE_ROOT", folder.Root));
        session["redis"].Provider.ShouldBe("attached");
    }

    [Fact]
    public async Task An_attached_server_that_does_not_answer_is_named_and_the_next_provider_serves()
    {
        await using var session = await LabProcess.StartAsync(["redis"], folder, ("LAB_REDIS", "redis://:secret@127.0.0.1:1"));
        session["redis"].Provider.ShouldBe("native");
        session["redis"].Reason.ShouldNotBeNull().ShouldContain("attached failed: ");
        session["redis"].Reason.ShouldNotBeNull().ShouldNotContain("secret");
    }

    [Fact]
    public async Task The_order_of_providers_is_the_environments()
    {
        await using var servers = await Lab.StartAsync(Need.Redis.Named("their-redis"));
        await using var native = await LabProcess.StartAsync(["redis"], folder, [.. Attached(servers), ("LAB_PROVIDERS", "native,attached")]);
        native["redis"].Provider.ShouldBe("native");
        await using var none = await LabProcess.StartAsync(["redis"], folder, ("LAB_PROVIDERS", "container"), ("DOCKER_HOST", "unix://" + folder.Path("nobody")));
        none["redis"].Provider.ShouldBeNull();
        none["redis"].Reason.ShouldNotBeNull().ShouldStartWith($"container: no Docker engine listens on {folder.Path("nobody")}; install Docker");
        (await Should.ThrowAsync<InvalidOperationException>(() => LabProcess.StartAsync(["redis"], folder, ("LAB_PROVIDERS", "natvie")))).Message.ShouldContain("\"natvie\"");
    }

    [Fact]
    public async Task Two_sessions_at_once_fill_the_cache_of_data_folders_and_a_third_uses_it_with_a_password_of_its_own()
    {
        (string, string?) cache = ("XDG_CACHE_HOME", folder.Path("cache"));
        var both = await Task.WhenAll(LabProcess.StartAsync(["postgres", "mysql"], folder, cache), LabProcess.StartAsync(["postgres", "mysql"], folder, cache));
        await using var first = both[0];
        await using var second = both[1];
        string[] Cached() => [.. Directory.GetDirectories(folder.Path("cache", "storage-course")).Select(path => Path.GetFileName(path).Split('-')[0]).Order()];
        await LabProcess.UntilAsync(() => Cached() is ["mysql", "postgres"], "one cached folder of each store, and no unfinished copy");

        await using var third = await LabProcess.StartAsync(["postgres", "mysql"], folder, cache);

        third.Rows.ShouldAllBe(row => row.Provider == "native");
        third["postgres"].Password.ShouldNotBe(first["postgres"].Password);
        foreach (var file in Directory.EnumerateFiles(folder.Path("cache"), "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file, Token)).ShouldNotContain("SCRAM-SHA-256$");
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_a_missing_home_and_decimal_commas_do_no_harm()
    {
        await File.WriteAllTextAsync(folder.Path("file"), "", Token);
        await using var session = await LabProcess.StartAsync(["postgres", "redis"], folder, ("XDG_CACHE_HOME", folder.Path("file")), ("HOME", null), ("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8"));
        session.Rows.ShouldAllBe(row => row.Provider == "native");
    }

    [Theory]
    [InlineData("postgres://ann:p%40ss@db.example:6543/shop", "db.example", 6543, "ann", "p@ss", "shop")]
    [InlineData("postgres://db.example", "db.example", 5432, "postgres", "", "postgres")]
    [InlineData("Host=db.example;Port=6543;Username=ann;Password='p;w';Database=shop", "db.example", 6543, "ann", "p;w", "shop")]
    [InlineData("Server=db.example;User ID=ann;Pwd=x", "db.example", 5432, "ann", "x", "postgres")]
    public void A_connection_is_an_uri_or_pairs(string text, string host, int port, string user, string password, string database) =>
        ConnectionText.Parse(text, new("127.0.0.1", 5432, "postgres", "", "postgres")).ShouldBe(new(host, port, user, password, database));

    [Theory]
    [InlineData("secret")]
    [InlineData("postgres://")]
    [InlineData("Host=x;Port=secret1")]
    public void A_connection_that_is_neither_is_refused(string text) =>
        Should.Throw<FormatException>(() => ConnectionText.Parse(text, new("127.0.0.1", 5432, "postgres", "", "postgres"))).Message.ShouldStartWith("expected");

    private static (string Name, string? Value)[] Attached(Lab servers) =>
        [.. servers.Stores.Select(row => row.Server!.Endpoint).Select(endpoint => (AttachedProvider.VariableOf(endpoint.Store), (string?)(endpoint.Store == "redis"
            ? $"redis://:{endpoint.Password}@{endpoint.Host}:{endpoint.Port}"
            : $"Host={endpoint.Host};Port={endpoint.Port};Username={endpoint.User};Password={endpoint.Password};Database={endpoint.Database}")))];

    private static async Task<List<string>> DatabasesAsync(StoreEndpoint endpoint)
    {
        await using var connection = new NpgsqlConnection($"Host={endpoint.Host};Port={endpoint.Port};Username={endpoint.User};Password={endpoint.Password};Database=postgres;Pooling=false");
        return (await connection.QueryAsync<string>("select datname from pg_database")).AsList();
    }

    private static async Task<List<string>> MySqlDatabasesAsync(StoreEndpoint endpoint)
    {
        await using var connection = await StoreConnections.OpenAsync(endpoint, Token);
        return (await connection.QueryAsync<string>("select schema_name from information_schema.schemata")).AsList();
    }
}
