using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Labs;

/// <summary><c>course up</c> and <c>course down</c> in a folder of their own, against a real Docker engine.</summary>
[Collection(DockerCollection.Name)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ComposeTests : IAsyncDisposable
{
    private readonly DockerEngineFixture docker;
    private readonly TemporaryFolder folder = new();
    // Not the usual one, which another run of these tests may want at the same moment.
    private readonly int port = FreePort.Find();
    private bool hasStarted;
    private readonly string project = $"course-test-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ComposeTests(DockerEngineFixture docker)
    {
        this.docker = docker;
        Directory.CreateDirectory(folder.Path("helpers", "Labs"));
        // Health is looked at each second: nobody waits for nothing.
        File.WriteAllText(folder.Path("docker-compose.yml"), File.ReadAllText(Source("docker-compose.yml"))
            .Replace("interval: 3s", "interval: 1s", StringComparison.Ordinal).Replace("REDIS_PORT:-26379", $"REDIS_PORT:-{port}", StringComparison.Ordinal));
        File.Copy(Source("helpers", "Labs", "compose.sh"), folder.Path("helpers", "Labs", "compose.sh"));
    }

    public async ValueTask DisposeAsync()
    {
        if (hasStarted) await CourseAsync("down", "--volumes");
        folder.Dispose();
    }

    [Fact]
    public async Task Up_starts_a_store_waits_for_it_and_the_lab_attaches_to_it()
    {
        docker.Require();
        await File.WriteAllTextAsync(EnvFile, $"# mine\nCOMPOSE_PROJECT_NAME={project}\nMINE=kept\n", Token);

        var (code, output) = await CourseAsync("up", "redis");

        code.ShouldBe(0, output);
        output.ShouldMatch(@"redis +redis:7\.0\.15-bookworm +healthy +127\.0\.0\.1:\d+");
        File.GetUnixFileMode(EnvFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var first = await EnvAsync();
        first["MINE"].ShouldBe("kept");
        first["LAB_REDIS"].ShouldBe($"redis://:{first["REDIS_PASSWORD"]}@127.0.0.1:{first["REDIS_PORT"]}");
        first.Keys.ShouldNotContain("LAB_POSTGRES");
        first.Where(pair => pair.Key.EndsWith("_PASSWORD", StringComparison.Ordinal)).Select(pair => pair.Value).ShouldBeUnique();
        output.ShouldNotContain(first["REDIS_PASSWORD"]);
        // Chapters that ask for it get it.
        File.SetUnixFileMode(folder.Root, File.GetUnixFileMode(folder.Root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        await using (var session = await LabProcess.StartAsync(["redis"], folder, ("COURSE_ROOT", folder.Root)))
        {
            session["redis"].Provider.ShouldBe("attached");
            await session.EndAsync();
        }

        // A second time nothing changes.
        (code, output) = await CourseAsync("up", "redis");
        code.ShouldBe(0, output);
        (await EnvAsync()).ShouldBe(first);

        // After the end only the servers' addresses are gone.
        (code, output) = await CourseAsync("down");
        code.ShouldBe(0, output);
        first.Remove("LAB_REDIS");
        (await EnvAsync()).ShouldBe(first);
        (await File.ReadAllTextAsync(EnvFile, Token)).ShouldStartWith("# mine\n");
        await LabProcess.UntilAsync(() => Directory.GetDirectories(folder.Root, "storage-course-*").Length == 0, "the watcher of this test's session");
    }

    [Fact]
    public async Task A_server_that_ends_is_named_with_the_end_of_its_log()
    {
        docker.Require();
        await NameProjectAsync();
        await EditAsync("--requirepass", "--no-such-option");

        var (code, output) = await CourseAsync("up", "redis");

        code.ShouldBe(1);
        output.ShouldContain("course: redis does not answer. The end of its log:");
        output.ShouldContain("FATAL CONFIG FILE ERROR");
        (await EnvAsync()).Keys.ShouldNotContain("LAB_REDIS");
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_is_an_error_that_says_what_helps()
    {
        docker.Require();
        await NameProjectAsync();
        var (code, output) = await CourseAsync("up", "etcd");
        code.ShouldBe(1);
        output.ShouldContain("some servers could not be started");
        output.ShouldContain("If an image could not be pulled");
    }

    [Fact]
    public async Task A_port_that_is_taken_when_env_is_written_is_passed_over()
    {
        docker.Require();
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        await NameProjectAsync();

        var (code, output) = await CourseAsync("up", "redis");

        code.ShouldBe(0, output);
        int.Parse((await EnvAsync())["REDIS_PORT"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(port);
    }

    [Fact]
    public async Task Data_whose_passwords_are_lost_is_not_started_with_others()
    {
        docker.Require();
        await NameProjectAsync();
        (await CourseAsync("up", "redis")).Code.ShouldBe(0);
        await NameProjectAsync();

        var (code, output) = await CourseAsync("up", "redis");

        code.ShouldBe(1);
        output.ShouldMatch("expected the passwords of.* redis .*in .env");
        output.ShouldContain("./course down --volumes");
    }

    [Theory]
    [InlineData("got \"nosuch\"", "up", "nosuch")]
    [InlineData("got \"nosuch\"", "up", "--profile", "nosuch")]
    [InlineData("expected whole seconds, got \"soon\"", "up", "--timeout", "soon")]
    [InlineData("--nosuch: no such option", "down", "--nosuch")]
    public async Task What_it_does_not_know_is_named(string expected, params string[] arguments)
    {
        docker.Require();
        await NameProjectAsync();
        var (code, output) = await CourseAsync(arguments);
        code.ShouldBe(1);
        output.ShouldContain(expected);
    }

    [Fact]
    public async Task Every_store_is_pinned_on_loopback_limited_watched_and_labelled()
    {
        docker.Require();
        await NameProjectAsync();
        (await CourseAsync("down")).Code.ShouldBe(0, "it writes .env, too");

        using var config = JsonDocument.Parse((await docker.RunAsync("/usr/bin/python3", "-c", """
            import json, subprocess, sys, yaml
            command = ['docker-compose', '--project-directory', sys.argv[1], '-f', sys.argv[1] + '/docker-compose.yml', '--profile', 'all', 'config']
            print(json.dumps(yaml.safe_load(subprocess.run(command, capture_output=True, check=True).stdout)['services']))
            """, folder.Root)).ShouldSucceed());
        foreach (var service in config.RootElement.EnumerateObject())
        {
            service.Value.GetProperty("image").GetString()!.ShouldMatch(@":v?\d+[\w.-]*$", $"{service.Name}: a version, and not 'latest'");
            service.Value.GetProperty("ports").EnumerateArray().ShouldAllBe(port => IsOnLoopback(port));
            service.Value.TryGetProperty("mem_limit", out _).ShouldBeTrue(service.Name);
            service.Value.GetProperty("healthcheck").TryGetProperty("test", out _).ShouldBeTrue(service.Name);
            service.Value.TryGetProperty("profiles", out _).ShouldBe(service.Name is not ("postgres" or "mysql" or "redis" or "mongo"), $"{service.Name}: the four main stores have no profile");
            service.Value.GetProperty("labels").GetProperty("course").GetString().ShouldBe(service.Name);
            service.Value.GetProperty("labels").GetProperty("course.attach").GetString()!.ShouldStartWith($"LAB_{service.Name.ToUpperInvariant()}=");
        }
    }

    [Fact]
    public async Task Without_docker_it_says_what_helps()
    {
        foreach (var tool in new[] { "dirname", "cat" }) File.CreateSymbolicLink(folder.Path(tool), $"/usr/bin/{tool}");
        var (code, output) = await RunScriptAsync(("PATH", folder.Root), "up");
        code.ShouldBe(1);
        output.ShouldContain("there is no 'docker' on the PATH");
        output.ShouldContain("sudo sh helpers/Labs/install.sh");
        File.Exists(EnvFile).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_an_engine_it_says_what_helps()
    {
        docker.Require();
        var (code, output) = await RunScriptAsync(("DOCKER_HOST", "unix://" + folder.Path("nobody")), "up");
        code.ShouldBe(1);
        output.ShouldContain("its engine does not answer. What helps: start Docker Desktop, or sudo systemctl start docker");
        File.Exists(EnvFile).ShouldBeFalse();
    }

    // Compose 1 shows a port as it was written, Compose 2 in its long form.
    private static bool IsOnLoopback(JsonElement port) =>
        port.ValueKind == JsonValueKind.String ? port.GetString()!.StartsWith("127.0.0.1:", StringComparison.Ordinal) : port.GetProperty("host_ip").GetString() == "127.0.0.1";

    private string EnvFile => folder.Path(".env");

    private async Task<(int Code, string Output)> CourseAsync(params IReadOnlyList<string> arguments)
    {
        hasStarted |= arguments is ["up", "redis"];
        var run = await docker.RunAsync("bash", [folder.Path("helpers", "Labs", "compose.sh"), .. arguments]);
        return (run.Code, run.Said);
    }

    private async Task<(int Code, string Output)> RunScriptAsync((string Name, string Value) environment, string argument)
    {
        var start = new ProcessStartInfo("/bin/bash", [folder.Path("helpers", "Labs", "compose.sh"), argument]) { UseShellExecute = false, RedirectStandardError = true };
        start.Environment[environment.Name] = environment.Value;
        using var process = Process.Start(start)!;
        var output = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output);
    }

    /// <summary>Tests share an engine, so each has a project of its own.</summary>
    private Task NameProjectAsync() => File.WriteAllTextAsync(EnvFile, $"COMPOSE_PROJECT_NAME={project}\n", Token);

    private async Task EditAsync(string old, string replacement)
    {
        var text = await File.ReadAllTextAsync(folder.Path("docker-compose.yml"), Token);
        text.ShouldContain(old);
        await File.WriteAllTextAsync(folder.Path("docker-compose.yml"), text.Replace(old, replacement, StringComparison.Ordinal), Token);
    }

    private async Task<Dictionary<string, string>> EnvAsync() =>
        (await File.ReadAllLinesAsync(EnvFile, Token)).Select(line => Regex.Match(line, "^([A-Z0-9_]+)=(.*)$")).Where(match => match.Success)
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    private static string Source(params string[] path) => Path.Combine([Here(), "..", "..", .. path]);

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
