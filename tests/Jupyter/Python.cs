using System.Diagnostics;

namespace StorageCourse.Tests.Jupyter;

/// <summary>Debian's Python, which has Jupyter's packages: the real front ends to test with.</summary>
internal static class Python
{
    /// <summary>Runs a script of this folder.</summary>
    /// <returns>What it printed.</returns>
    public static Task<string> RunAsync(string script, IReadOnlyList<string> arguments, params (string Name, string Value)[] environment) =>
        StartAsync([Path.Combine(AppContext.BaseDirectory, "Jupyter", script), .. arguments], environment);

    /// <summary>Runs an installed module: its name and its arguments.</summary>
    /// <returns>What it printed.</returns>
    public static Task<string> RunModuleAsync(IReadOnlyList<string> module, params (string Name, string Value)[] environment) => StartAsync(["-m", .. module], environment);

    private static async Task<string> StartAsync(IReadOnlyList<string> arguments, (string Name, string Value)[] environment)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        var start = new ProcessStartInfo("/usr/bin/python3", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = python.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await python.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            python.Kill();
            throw;
        }

        python.ExitCode.ShouldBe(0, await errors + await output);
        return await output;
    }
}
