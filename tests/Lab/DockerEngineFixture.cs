using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StorageCourse.Tests.Labs;

/// <summary>
/// Tests that share an engine, one after the other: two engines at once would give their networks the same addresses, if they look for free ones at the same moment.
/// </summary>
[CollectionDefinition(Name)]
public sealed class DockerCollection : ICollectionFixture<DockerEngineFixture>
{
    public const string Name = "docker";
}

/// <summary>A Docker engine of the tests' own, with an image of this machine's Redis: nothing is pulled, and nobody else's engine is used.</summary>
public sealed class DockerEngineFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private Process? engine;

    /// <summary>Why there is none, or null.</summary>
    public string? WhyNot { get; } =
        !MayMount() ? "dockerd needs root that may mount"
        : !new[] { "/usr/sbin/dockerd", "/usr/bin/dockerd" }.Any(File.Exists) ? "dockerd is not installed"
        : !new[] { "/usr/bin/docker-compose", "/usr/local/bin/docker-compose" }.Any(File.Exists) ? "docker-compose is not installed"
        : null;

    /// <summary>Skips a test where there is none.</summary>
    public void Require() => Assert.SkipWhen(WhyNot is not null, WhyNot ?? "");

    /// <summary>For DOCKER_HOST.</summary>
    public string Host => "unix://" + folder.Path("sock");

    public async ValueTask InitializeAsync()
    {
        if (WhyNot is not null) return;
        var start = new ProcessStartInfo("dockerd",
        [
            "--data-root", folder.Path("data"), "--exec-root", folder.Path("exec"), "--pidfile", folder.Path("pid"), "--host", Host,
            // It leaves the machine's network as it was: ports are published by its proxy processes.
            "--bridge", "none", "--iptables=false", "--ip6tables=false", "--ip-forward=false",
        ])
        { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        // Nothing is ever pulled, on a machine with a network neither.
        start.Environment["HTTPS_PROXY"] = start.Environment["HTTP_PROXY"] = "http://127.0.0.1:1";
        engine = Process.Start(start)!;
        var log = engine.StandardError.ReadToEndAsync();
        _ = engine.StandardOutput.ReadToEndAsync();
        await LabProcess.UntilAsync(() => engine.HasExited || File.Exists(folder.Path("sock")) && RunAsync("docker", "version").Result.Code == 0, "the Docker engine's answer");
        if (engine.HasExited) throw new InvalidOperationException("dockerd ended: " + await log);
        var (code, output) = await RunAsync("sh", Beside("import-image.sh"), "redis:7.0.15-bookworm", "redis-server", "redis-cli", "grep", "sh");
        code.ShouldBe(0, output);
    }

    public async ValueTask DisposeAsync()
    {
        if (engine is not null && !engine.HasExited)
        {
            // Politely, so that it ends its containers and unmounts what it has mounted.
            Process.Start("kill", ["-TERM", engine.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)])!.WaitForExit();
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            await engine.WaitForExitAsync(deadline.Token);
        }

        engine?.Dispose();
        folder.Dispose();
    }

    /// <summary>Runs a program against this engine.</summary>
    public async Task<(int Code, string Output)> RunAsync(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["DOCKER_HOST"] = Host;
        start.Environment.Remove("COMPOSE_PROJECT_NAME");
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>CAP_SYS_ADMIN, bit 21, which root in a container lacks.</summary>
    private static bool MayMount() =>
        OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
        && (Convert.ToUInt64(line["CapEff:".Length..].Trim(), 16) & (1UL << 21)) != 0;

    private static string Beside(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, file);
}
