using System.Diagnostics;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Labs;

/// <summary>What the install script does without installing. An installation itself needs a machine to spare.</summary>
public sealed class InstallScriptTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Where_nothing_is_missing_it_says_nothing() =>
        (await RunAsync(null)).ShouldBe((0, ""));

    [Theory]
    [InlineData("", "apt-get -o DPkg::Lock::Timeout=600 update && ", "apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends")]
    [InlineData("dnf", "sudo dnf install", "redis")]
    [InlineData("brew", "brew install", "redis")]
    [InlineData("other", "use containers: ./course up", "Redis 6.2+")]
    public async Task It_prints_the_one_command_for_what_is_missing(string manager, string expected, string alsoExpected)
    {
        // A PATH without servers, and with one package manager that must not be called.
        foreach (var tool in new[] { "sh", "id", "cat" }) File.CreateSymbolicLink(folder.Path(tool), $"/bin/{tool}");
        await File.WriteAllTextAsync(folder.Path(manager.Length == 0 ? "apt-get" : manager), "#!/bin/sh\nexit 99\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.Path(manager.Length == 0 ? "apt-get" : manager), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (code, output) = await RunAsync(folder.Root);

        code.ShouldBe(1);
        output.ShouldContain(expected);
        output.ShouldContain(alsoExpected);
        output.ShouldContain("redis-server");
    }

    private async Task<(int Code, string Output)> RunAsync(string? path)
    {
        var script = Path.Combine(CourseKernel.Root, "helpers", "Labs", "install.sh");
        if (path is not null)
        {
            // The folders for administrators hold the real servers.
            var text = (await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken)).Replace("PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin\n", "", StringComparison.Ordinal);
            script = folder.Path("helpers", "Labs", "install.sh");
            Directory.CreateDirectory(Path.GetDirectoryName(script)!);
            await File.WriteAllTextAsync(script, text, TestContext.Current.CancellationToken);
            File.CreateSymbolicLink(folder.Path("helpers", "Stores"), Path.Combine(CourseKernel.Root, "helpers", "Stores"));
        }

        var start = new ProcessStartInfo("/bin/sh", [script, "--no-install"]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (path is not null) start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        var output = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Trim());
    }
}
