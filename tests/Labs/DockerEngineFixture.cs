using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace StorageCourse.Tests.Labs;

/// <summary>Tests that share an engine.</summary>
[CollectionDefinition(Name)]
public sealed class DockerCollection : ICollectionFixture<DockerEngineFixture>
{
    public const string Name = "docker";
}

/// <summary>
/// A Docker engine of the tests' own, with images of this machine's servers: nothing is pulled, and nobody else's engine is used. Its bridge and addresses
/// are of its own, too, and it forwards nothing: what is published goes through its proxy processes.
/// </summary>
public sealed class DockerEngineFixture : IAsyncLifetime
{
    /// <summary>This machine's Redis, under the name that the lab looks for.</summary>
    public const string RedisImage = "redis:7.0.15-bookworm";

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, Lazy<Task>> imports;
    private readonly string bridge = string.Create(CultureInfo.InvariantCulture, $"course{Environment.ProcessId}");
    private Process? engine;

    public DockerEngineFixture() => imports = new() { ["postgres"] = new(ImportPostgresAsync), ["mysql"] = new(ImportMariaDbAsync) };

    /// <summary>Why there is none, or null.</summary>
    public string? WhyNot { get; } =
        !MayMount() ? "dockerd needs root that may mount"
        : !new[] { "/usr/sbin/dockerd", "/usr/bin/dockerd" }.Any(File.Exists) ? "dockerd is not installed"
        : !new[] { "/usr/bin/docker-compose", "/usr/local/bin/docker-compose" }.Any(File.Exists) ? "docker-compose is not installed"
        : !new[] { "/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip" }.Any(File.Exists) ? "iproute2 is not installed"
        : null;

    /// <summary>Skips a test where there is none.</summary>
    public void Require() => Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");

    /// <summary>Skips a test where there is none, and otherwise brings it an image of this machine's server for a store beside Redis.</summary>
    public async Task RequireAsync(string store)
    {
        Require();
        await imports[store].Value;
    }

    /// <summary>For DOCKER_HOST.</summary>
    public string Host => "unix://" + folder.Path("sock");

    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null) return;
        // Of the addresses that RFC 2544 keeps for measurements within one machine's reach; 16 of them for this process.
        var part = Environment.ProcessId % 4096;
        var place = string.Create(CultureInfo.InvariantCulture, $"{part / 16}.{part % 16 * 16}");
        var first = string.Create(CultureInfo.InvariantCulture, $"{part / 16}.{(part % 16 * 16) + 1}");
        foreach (var step in new string[][] { ["link", "add", bridge, "type", "bridge"], ["addr", "add", $"198.18.{first}/28", "dev", bridge], ["link", "set", bridge, "up"] })
            (await RunAsync("ip", step)).ShouldSucceed();
        var start = new ProcessStartInfo("dockerd",
        [
            "--data-root", folder.Path("data"), "--exec-root", folder.Path("exec"), "--pidfile", folder.Path("pid"), "--host", Host,
            "--bridge", bridge, "--default-address-pool", $"base=198.19.{place}/28,size=29", "--ip", "127.0.0.1",
            "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false",
        ])
        { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        // Nothing is ever pulled, on a machine with a network neither.
        start.Environment["HTTPS_PROXY"] = start.Environment["HTTP_PROXY"] = "http://127.0.0.1:1";
        engine = Process.Start(start)!;
        var log = engine.StandardError.ReadToEndAsync();
        _ = engine.StandardOutput.ReadToEndAsync();
        await LabProcess.UntilAsync(() => engine.HasExited || File.Exists(folder.Path("sock")) && RunAsync("docker", "version").Result.Code == 0, "the Docker engine's answer");
        if (engine.HasExited) throw new InvalidOperationException("dockerd ended: " + await log);
        (await RunAsync("sh", Beside("import-image.sh"), RedisImage, """command=["redis-server", "--protected-mode", "no"]""", "redis-server", "redis-cli", "grep", "sh")).ShouldSucceed();
        // Somebody else's, beside which every test must pass.
        (await RunAsync("docker", "run", "--detach", RedisImage)).ShouldSucceed();
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null && !engine.HasExited)
        {
            // Politely, so that it ends its containers and unmounts what it has mounted.
            Process.Start("kill", ["-TERM", engine.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit();
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            await engine.WaitForExitAsync(deadline.Token);
        }

        engine?.Dispose();
        if (WhyNot is null) await RunAsync("ip", "link", "delete", bridge);
        folder.Dispose();
    }

    /// <summary>Runs a program against this engine.</summary>
    public async Task<DockerRun> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DOCKER_HOST"] = Host;
        start.Environment.Remove("COMPOSE_PROJECT_NAME");
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return new(process.ExitCode, await output, await errors);
    }

    private async Task ImportPostgresAsync()
    {
        var binaries = Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).First(Directory.Exists);
        var version = Path.GetFileName(Path.GetDirectoryName(binaries))!;
        (await RunAsync("env", [
            $"PATH={binaries}:{Environment.GetEnvironmentVariable("PATH")}", "sh", Beside("import-image.sh"), "postgres:15.19-bookworm", "entrypoint=" + Beside("postgres-entrypoint.sh"),
            $"/usr/lib/postgresql/{version}/lib", $"/usr/share/postgresql/{version}", "/usr/share/zoneinfo", "/usr/lib/locale/C.utf8", "/etc/passwd", "/etc/group",
            "postgres", "initdb", "pg_isready", "setpriv", "sh", "mkdir", "chown", "rm", "cat",
        ])).ShouldSucceed();
    }

    private async Task ImportMariaDbAsync() =>
        (await RunAsync("sh", Beside("import-image.sh"), "mariadb:10.11.18", "entrypoint=" + Beside("mariadb-entrypoint.sh"),
            "/usr/share/mysql", "/etc/passwd", "/etc/group", "mariadbd", "sh", "mkdir", "chown", "cat")).ShouldSucceed();

    /// <summary>CAP_SYS_ADMIN, bit 21, which root in a container lacks.</summary>
    private static bool MayMount() =>
        OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
        && (Convert.ToUInt64(line["CapEff:".Length..].Trim(), 16) & (1UL << 21)) != 0;

    private static string Beside(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, file);
}

/// <summary>How a program ended that was run against the tests' engine.</summary>
/// <param name="Code">0 for success.</param>
/// <param name="Output">What it was asked for, and nothing else.</param>
/// <param name="Errors">Its messages, warnings among them.</param>
public sealed record DockerRun(int Code, string Output, string Errors)
{
    /// <summary>For people, not for programs.</summary>
    public string Said => Output + Errors;

    /// <summary>The output without its last line's end, after a success.</summary>
    public string ShouldSucceed()
    {
        Code.ShouldBe(0, Said);
        return Output.TrimEnd('\n');
    }
}
