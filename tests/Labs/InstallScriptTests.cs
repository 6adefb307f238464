using System.Diagnostics;
using System.Runtime.CompilerServices;

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

    private static async Task<(int Code, string Output)> RunAsync(string? path, [CallerFilePath] string here = "")
    {
        var script = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "helpers", "Labs", "install.sh");
        var text = await File.ReadAllTextAsync(script, TestContext.Current.CancellationToken);
        // The folders for administrators hold the real servers.
        if (path is not null) text = text.Replace("PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin\n", "", StringComparison.Ordinal);
        var start = new ProcessStartInfo("/bin/sh", ["-s", "--", "--no-install"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (path is not null) start.Environment["PATH"] = path;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(text);
        process.StandardInput.Close();
        var output = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) + await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output.Trim());
    }
}
