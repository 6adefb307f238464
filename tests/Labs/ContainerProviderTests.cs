using StorageCourse.Labs.Containers;
using StorageCourse.Stores.Redis;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Labs;

/// <summary>Servers in real containers of a real Docker engine, made by Testcontainers as in a notebook, in sessions of their own. Each test looks at its own containers only.</summary>
[Collection(DockerCollection.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ContainerProviderTests(DockerEngineFixture docker) : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> containers = [];
    private readonly List<string> images = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // Whatever has failed: the next test finds nothing of this one.
        if (containers.Count > 0) await docker.RunAsync("docker", ["rm", "--force", "--volumes", .. containers]);
        if (images.Count > 0) await docker.RunAsync("docker", ["rmi", "--force", .. images]);
        await LabProcess.UntilAsync(() => Directory.GetDirectories(folder.Root, "storage-course-*").Length == 0, "the watchers of this test's sessions");
        folder.Dispose();
    }

    [Fact]
    public async Task A_server_of_ones_own_listens_on_loopback_and_is_paused_killed_stopped_and_brought_back_on_its_port()
    {
        docker.Require();
        await using var session = await StartAsync(["redis:own"]);
        var row = session["redis"];
        var id = await ContainerOfAsync(row);
        (await ShowAsync(id, "{{.Ports}}")).ShouldBe($"127.0.0.1:{row.Port}->6379/tcp");
        (await ShowAsync(id, "{{.Command}} {{.Labels}}")).ShouldNotContain(row.Password!);
        (await AskAsync(row, "SET", "kept", "1")).ShouldBe("OK");
        (await AskAsync(row, "SAVE")).ShouldBe("OK");

        await session.TellAsync("pause");
        (await ShowAsync(id, "{{.State}}")).ShouldBe("paused");
        await session.TellAsync("resume");
        (await AskAsync(row, "GET", "kept")).ShouldBe("1");
        await session.TellAsync("kill");
        (await ShowAsync(id, "{{.State}}")).ShouldBe("exited");
        await session.TellAsync("restart");
        (await AskAsync(row, "GET", "kept")).ShouldBe("1");
        await session.TellAsync("stop");
        (await ShowAsync(id, "{{.State}}")).ShouldBe("exited");
        // The same needs again: a notebook run from its top.
        await session.TellAsync("again");
        (await AskAsync(row, "GET", "kept")).ShouldBe("1");
        await session.TellAsync("pause");
        await session.TellAsync("restart");
        (await AskAsync(row, "GET", "kept")).ShouldBe("1");

        await session.EndAsync();
        await GoneAsync(id);
    }

    [Theory]
    [InlineData("postgres", "show fsync", "on")]
    [InlineData("mysql", "select cast(@@innodb_flush_log_at_trx_commit as char)", "1")]
    public async Task A_relational_server_is_ready_when_the_lab_has_it_and_writes_to_its_disk(string store, string isDurable, string expected)
    {
        await docker.RequireAsync(store);
        await using var session = await StartAsync([$"{store}:own"]);
        var row = session[store];
        var id = await ContainerOfAsync(row);
        (await ShowAsync(id, "{{.Command}} {{.Labels}}")).ShouldNotContain(row.Password!);
        (await SqlAsync(row, isDurable)).ShouldBe(expected);
        await SqlAsync(row, "create table kept (name varchar(9))");
        await SqlAsync(row, "insert into kept values ('one row')");

        await session.TellAsync("kill");
        await session.TellAsync("restart");

        (await SqlAsync(row, "select name from kept")).ShouldBe("one row");
        session.Kill();
        await GoneAsync(id);
    }

    [Fact]
    public async Task After_a_kill_9_of_the_session_no_container_is_left()
    {
        docker.Require();
        await using var session = await StartAsync(["redis:own"]);
        var id = await ContainerOfAsync(session["redis"]);
        await session.TellAsync("pause");

        session.Kill();

        await GoneAsync(id);
    }

    [Fact]
    public async Task The_sessions_of_a_run_share_a_server_each_with_a_database_of_its_own_until_the_run_ends()
    {
        docker.Require();
        await using var run = await LabProcess.StartAsync(["run"], folder, ("DOCKER_HOST", docker.Host));
        (string, string?) shared = ("COURSE_RUN", run["run"].Database);

        // Both at once: one starts the container, and the other waits for it.
        var both = await Task.WhenAll(StartAsync(["redis"], shared), StartAsync(["redis"], shared));
        await using var first = both[0];
        await using var second = both[1];

        var id = await ContainerOfAsync(first["redis"]);
        second["redis"].Port.ShouldBe(first["redis"].Port);
        second["redis"].Database.ShouldNotBe(first["redis"].Database);
        await first.EndAsync();
        await second.EndAsync();
        await using (var third = await StartAsync(["redis"], shared))
        {
            third["redis"].Port.ShouldBe(first["redis"].Port);
            third["redis"].Database.ShouldBe("1", "the others have given theirs back");
            await third.EndAsync();
        }

        run.Kill();
        await GoneAsync(id);
    }

    [Fact]
    public async Task Two_kernels_share_a_container_and_own_one_each_and_a_kill_9_leaves_only_what_is_shared()
    {
        docker.Require();
        await using var run = await LabProcess.StartAsync(["run"], folder, ("DOCKER_HOST", docker.Host));
        (string, string?)[] environment = [("DOCKER_HOST", docker.Host), ("LAB_PROVIDERS", "container"), ("TMPDIR", folder.Root), ("COURSE_RUN", run["run"].Database)];
        await using var killed = await CourseKernel.StartAsync(null, environment);
        await using var living = await CourseKernel.StartAsync(null, environment);
        const string Start = """
            var lab = await Lab.StartAsync("redis");
            var own = await Lab.StartAsync(Need.Redis.Own().Named("mine"));
            $"{lab.Redis.Provider} {lab.Redis.Endpoint.Port} {own["mine"].Endpoint.Port}"
            """;

        foreach (var kernel in new[] { killed, living }) await kernel.ValueAsync("#!import ../helpers/setup.csx");
        var first = (await killed.ValueAsync(Start)).Split(' ');
        var second = (await living.ValueAsync(Start)).Split(' ');

        first[0].ShouldBe("container");
        second[1].ShouldBe(first[1]);
        var (shared, lost, kept) = (await PublishedAsync(first[1]), await PublishedAsync(first[2]), await PublishedAsync(second[2]));
        killed.Process.Kill();
        await GoneAsync(lost);
        (await living.RunAsync("#!redis\nping")).Shown.ShouldContain("PONG");
        (await ShowAsync(kept, "{{.State}}")).ShouldBe("running");
        living.Process.Kill();
        await GoneAsync(kept);
        run.Kill();
        await GoneAsync(shared);
    }

    [Fact]
    public async Task The_container_that_a_learner_starts_in_chapter_00_answers_and_is_gone_at_the_cells_end()
    {
        docker.Require();
        using var chapter = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(CourseKernel.Root, "notebooks", "00-welcome.ipynb"), Token));
        var cell = string.Concat(chapter.RootElement.GetProperty("cells").EnumerateArray().Single(cell => cell.GetProperty("id").GetString() == "00-container")
            .GetProperty("source").EnumerateArray().Select(line => line.GetString()));
        await using var kernel = await CourseKernel.StartAsync(null, ("DOCKER_HOST", docker.Host), ("TMPDIR", folder.Root));
        await kernel.ValueAsync("#!import ../helpers/setup.csx\nvar city = \"Quito\";");

        var run = await kernel.RunAsync(cell);

        run.Error.ShouldBeNull(run.Traceback);
        run.Stdout.ShouldMatch(@"port \d+\s+from a container to Quito");
        (await kernel.ValueAsync("container.State.ToString()")).ShouldBe("Undefined");
    }

    [Fact]
    public async Task Without_an_engine_nothing_of_Testcontainers_is_loaded()
    {
        await using var kernel = await CourseKernel.StartAsync(null, ("DOCKER_HOST", "unix://" + folder.Path("nobody")), ("LAB_PROVIDERS", "container,native"));
        await kernel.ValueAsync("#!import ../helpers/setup.csx");
        (await kernel.ValueAsync("var lab = await Lab.StartAsync(\"redis\"); lab.Redis.Provider")).ShouldBe("native");
        (await kernel.ValueAsync("string.Join(' ', AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name).Where(name => name.StartsWith(\"Testcontainers\") || name.StartsWith(\"Docker.\")))"))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_is_said_with_what_helps_and_the_next_provider_serves()
    {
        docker.Require();
        await using var none = await StartAsync(["redis"], ("LAB_REDIS_IMAGE", "redis:6.2"));
        none["redis"].Provider.ShouldBeNull();
        none["redis"].Reason.ShouldNotBeNull().ShouldStartWith("container: redis:6.2 can't be pulled, because the Docker engine does not reach its registry; check the network");
        await none.EndAsync();
        await using var next = await StartAsync(["redis"], ("LAB_REDIS_IMAGE", "redis:6.2"), ("LAB_PROVIDERS", "container,native"));
        next["redis"].Provider.ShouldBe("native");
        await next.EndAsync();
    }

    [Fact]
    public async Task A_server_that_ends_in_its_container_is_a_failure_with_the_end_of_its_log()
    {
        docker.Require();
        var broken = $"redis:broken-{Guid.NewGuid():N}";
        images.Add(broken);
        (await docker.RunAsync("sh", "-c", $"printf 'FROM {DockerEngineFixture.RedisImage}\nENTRYPOINT [\"redis-server\", \"--no-such-option\"]' | docker build -q -t {broken} -")).ShouldSucceed();
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(["redis"], ("LAB_REDIS_IMAGE", broken)))).Message.ShouldContain("FATAL CONFIG FILE ERROR");
        (await docker.RunAsync("docker", "ps", "--all", "--quiet", "--filter", $"ancestor={broken}")).ShouldSucceed().ShouldBeEmpty();
    }

    [Fact]
    public async Task Course_down_removes_what_a_dead_session_left_and_nothing_of_a_living_one()
    {
        docker.Require();
        await using var living = await StartAsync(["redis:own"]);
        var owner = StorageCourse.Platform.ProcessGuard.Owner.Split(' ');
        var dead = (await docker.RunAsync("docker", "run", "--detach", "--label", $"{ContainerLabels.Owner}={owner[0]} 1 {owner[2]}", DockerEngineFixture.RedisImage, "redis-server")).ShouldSucceed();
        containers.Add(dead);
        using (var engine = new DockerEngine(new DockerEndpoint(new Uri(docker.Host))))
            (await ContainerLabels.FindLeftoversAsync(engine, Token)).ShouldHaveSingleItem().ID.ShouldBe(dead);

        Directory.CreateDirectory(folder.Path("helpers", "Labs"));
        foreach (var file in new[] { "docker-compose.yml", "helpers/Labs/compose.sh" }) File.Copy(Path.Combine(CourseKernel.Root, file), folder.Path(file.Split('/')));
        var down = await docker.RunAsync("bash", folder.Path("helpers", "Labs", "compose.sh"), "down");

        down.Code.ShouldBe(0, down.Said);
        down.Said.ShouldContain("Removed 1 container(s) that labs had left behind.");
        await GoneAsync(dead);
        (await AskAsync(living["redis"], "PING")).ShouldBe("PONG");
        await living.EndAsync();
    }

    private Task<LabProcess> StartAsync(string[] stores, params (string Name, string? Value)[] environment) => LabProcess.StartAsync(stores, folder,
        [("DOCKER_HOST", docker.Host), ("LAB_PROVIDERS", "container"), .. environment]);

    private static async Task<string?> AskAsync(LabRow row, params string[] command)
    {
        using var redis = await RespConnection.ConnectAsync(new("redis", "redis", new(), "127.0.0.1", row.Port, "default", row.Password!, "0"), Token);
        return (await redis.CallAsync(Token, command)).Text;
    }

    private static async Task<string?> SqlAsync(LabRow row, string sql)
    {
        var where = $"Host=127.0.0.1;Port={row.Port};Password={row.Password};Database={row.Database};Pooling=false;Username=";
        await using System.Data.Common.DbConnection connection = row.Name == "postgres" ? new Npgsql.NpgsqlConnection(where + "course") : new MySqlConnector.MySqlConnection(where + "root");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token) as string;
    }

    /// <summary>The id of the container that serves a row.</summary>
    private Task<string> ContainerOfAsync(LabRow row)
    {
        row.Provider.ShouldBe("container", row.Reason);
        return PublishedAsync(row.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>The id of the container that is reached at a port; it goes with the test.</summary>
    private async Task<string> PublishedAsync(string port)
    {
        var id = (await docker.RunAsync("docker", "ps", "--quiet", "--no-trunc", "--filter", $"publish={port}")).ShouldSucceed();
        id.ShouldMatch("^[0-9a-f]{64}$");
        containers.Add(id);
        return id;
    }

    private async Task<string> ShowAsync(string id, string format) => (await docker.RunAsync("docker", "ps", "--all", "--no-trunc", "--filter", $"id={id}", "--format", format)).ShouldSucceed();

    private Task GoneAsync(string id) => LabProcess.UntilAsync(() => ShowAsync(id, "{{.ID}}").Result.Length == 0, "the end of the container");
}
