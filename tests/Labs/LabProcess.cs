using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StorageCourse.Tests.Labs;

/// <summary>A <see cref="LabProgram"/>, with an environment, a folder for temporary files and a cache of its own.</summary>
internal sealed class LabProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private readonly Process process;

    private LabProcess(Process process, IReadOnlyList<LabRow> rows)
    {
        this.process = process;
        Rows = rows;
    }

    public IReadOnlyList<LabRow> Rows { get; }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public LabRow this[string name] => Rows.Single(row => row.Name == name);

    public static async Task<LabProcess> StartAsync(IReadOnlyList<string> stores, TemporaryFolder folder, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["test-lab", .. stores]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("LAB_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(inherited);
        start.Environment["TMPDIR"] = folder.Root;
        foreach (var (name, value) in environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        var started = Process.Start(start)!;
        var errors = started.StandardError.ReadToEndAsync();
        var line = await started.StandardOutput.ReadLineAsync().WaitAsync(Deadline)
            ?? throw new InvalidOperationException($"the session ended without a word: {await errors}");
        return new(started, JsonSerializer.Deserialize<List<LabRow>>(line)!);
    }

    /// <summary>Has the session do something to its first server.</summary>
    public async Task TellAsync(string what)
    {
        await process.StandardInput.WriteLineAsync(what);
        (await process.StandardOutput.ReadLineAsync().WaitAsync(Deadline)).ShouldBe("done");
    }

    public void Kill() => process.Kill();

    /// <summary>Lets it return from Main.</summary>
    public async Task EndAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Deadline);
    }

    /// <summary>The processes of which the command line holds a text.</summary>
    public static IReadOnlyList<int> WithCommand(string text) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && CommandOf(id).Contains(text, StringComparison.Ordinal))];

    /// <summary>A process's command line, blanks between its arguments.</summary>
    public static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Waits for something that is to happen soon.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Deadline) throw new TimeoutException($"still waiting: {what}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }
}
