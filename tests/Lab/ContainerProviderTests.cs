using StorageCourse.Cells.Redis;
using StorageCourse.Labs;

namespace StorageCourse.Tests.Labs;

/// <summary>Servers in real containers of a real Docker engine, in sessions of their own. Only the making of a container is the tests', see <see cref="DockerDriver"/>.</summary>
[Collection(DockerCollection.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ContainerProviderTests(DockerEngineFixture docker) : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly string network = $"course-test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (docker.WhyNot is null) (await docker.RunAsync("docker", "network", "create", network)).Code.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await LabProcess.UntilAsync(() => Directory.GetDirectories(folder.Root, "storage-course-*").Length == 0, "the watchers of this test's sessions");
        if (docker.WhyNot is null) await docker.RunAsync("docker", "network", "rm", network);
        folder.Dispose();
    }

    [Fact]
    public async Task A_server_of_ones_own_listens_on_loopback_and_is_paused_killed_stopped_and_brought_back_on_its_port()
    {
        docker.Require();
        await using var session = await StartAsync(["redis:own"]);
        var row = session["redis"];
        row.Provider.ShouldBe("container", row.Reason);
        (await docker.RunAsync("docker", "ps", "--format", "{{.Ports}}")).Output.Trim().ShouldBe($"127.0.0.1:{row.Port}->6379/tcp");
        (await docker.RunAsync("docker", "ps", "--no-trunc", "--format", "{{.Command}} {{.Labels}}")).Output.ShouldNotContain(row.Password!);
        (await AskAsync(row, "SET", "kept", "1")).ShouldBe("OK");
        (await AskAsync(row, "SAVE")).ShouldBe("OK");

        await session.TellAsync("pause");
        (await StateAsync()).ShouldBe("paused");
        await session.TellAsync("resume");
        (await AskAsync(row, "GET", "kept")).ShouldBe("1");
        await session.TellAsync("kill");
        (await StateAsync()).ShouldBe("exited");
        await session.TellAsync("restart");
        (await AskAsync(row, "GET", "kept")).ShouldBe("1");
        await session.TellAsync("stop");
        (await StateAsync()).ShouldBe("exited");
        // The same needs again: a notebook run from its top.
        await session.TellAsync("again");
        (await AskAsync(row, "GET", "kept")).ShouldBe("1");
        await session.TellAsync("pause");
        await session.TellAsync("restart");
        (await AskAsync(row, "GET", "kept")).ShouldBe("1");

        await session.EndAsync();
        await NoContainerAsync();
    }

    [Fact]
    public async Task After_a_kill_9_of_the_session_no_container_is_left()
    {
        docker.Require();
        await using var session = await StartAsync(["redis:own"]);
        await session.TellAsync("pause");

        session.Kill();

        await NoContainerAsync();
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

        first["redis"].Provider.ShouldBe("container", first["redis"].Reason);
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
        await NoContainerAsync();
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
        (await docker.RunAsync("docker", "tag", "redis:7.0.15-bookworm", "redis:broken")).Code.ShouldBe(0);
        (await docker.RunAsync("sh", "-c", "printf 'FROM redis:broken\nENTRYPOINT [\"redis-server\", \"--no-such-option\"]' | docker build -q -t redis:broken -")).Code.ShouldBe(0);
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(["redis"], ("LAB_REDIS_IMAGE", "redis:broken"))))
            .Message.ShouldContain("FATAL CONFIG FILE ERROR");
        await NoContainerAsync();
    }

    [Fact]
    public async Task Without_a_notebooks_engine_that_could_restore_the_driver_the_next_provider_serves()
    {
        docker.Require();
        await using var session = await LabProcess.StartAsync(["redis"], folder, ("DOCKER_HOST", docker.Host), ("LAB_PROVIDERS", "container,native"));
        session["redis"].Provider.ShouldBe("native");
        await session.EndAsync();
    }

    [Fact]
    public async Task Course_down_removes_what_a_dead_session_left_and_nothing_of_a_living_one()
    {
        docker.Require();
        await using var living = await StartAsync(["redis:own"]);
        var owner = StorageCourse.Host.ProcessGuard.Owner.Split(' ');
        var (code, output) = await docker.RunAsync("docker", "run", "-d", "--network", network, "--label", $"{ContainerLabels.Owner}={owner[0]} 1 {owner[2]}", "redis:7.0.15-bookworm", "redis-server");
        code.ShouldBe(0, output);
        using (var engine = new DockerEngine(new DockerEndpoint(new Uri(docker.Host))))
            (await ContainerLabels.FindLeftoversAsync(engine, Token)).ShouldHaveSingleItem().Id.ShouldBe(output.Trim());

        Directory.CreateDirectory(folder.Path("helpers", "Lab"));
        foreach (var file in new[] { "docker-compose.yml", "helpers/Lab/compose.sh" }) File.Copy(Path.Combine(Session.CourseKernel.Root, file), folder.Path(file.Split('/')));
        (code, output) = await docker.RunAsync("bash", folder.Path("helpers", "Lab", "compose.sh"), "down");

        code.ShouldBe(0, output);
        output.ShouldContain("Removed 1 container(s) that labs had left behind.");
        (await AskAsync(living["redis"], "PING")).ShouldBe("PONG");
        await living.EndAsync();
        await NoContainerAsync();
    }

    private Task<LabProcess> StartAsync(string[] stores, params (string Name, string? Value)[] environment) => LabProcess.StartAsync(stores, folder,
        [("DOCKER_HOST", docker.Host), ("LAB_PROVIDERS", "container"), (DockerDriver.Variable, network), .. environment]);

    private static async Task<string?> AskAsync(LabRow row, params string[] command)
    {
        using var redis = await RespConnection.ConnectAsync(new("redis", "redis", new(), "127.0.0.1", row.Port, "default", row.Password!, "0"), Token);
        return (await redis.CallAsync(Token, command)).Text;
    }

    private async Task<string> StateAsync() => (await docker.RunAsync("docker", "ps", "-a", "--format", "{{.State}}")).Output.Trim();

    private Task NoContainerAsync() => LabProcess.UntilAsync(() => docker.RunAsync("docker", "ps", "-aq").Result.Output.Length == 0, "the end of all containers");
}
