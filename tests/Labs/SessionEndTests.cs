using System.Diagnostics;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Labs;

/// <summary>Nothing outlives the process that started a lab.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SessionEndTests : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    // Servers that run as another user must be able to pass through.
    public SessionEndTests() => File.SetUnixFileMode(folder.Root, File.GetUnixFileMode(folder.Root) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    public async ValueTask DisposeAsync()
    {
        await LabProcess.UntilAsync(() => Directory.GetDirectories(folder.Root, "storage-course-*").Length == 0, "the watchers of this test's sessions");
        folder.Dispose();
    }

    [Fact]
    public async Task After_a_kill_9_of_the_session_no_server_watcher_folder_or_shared_memory_is_left()
    {
        await using var session = await LabProcess.StartAsync(["postgres", "mysql", "redis"], folder);
        var guard = await File.ReadAllTextAsync(GuardFile(), TestContext.Current.CancellationToken);
        Leftovers(guard).ShouldNotBeEmpty();
        Processes(guard).Count.ShouldBe(3);

        session.Kill();

        await NothingIsLeftAsync(guard);
    }

    [Fact]
    public async Task After_a_normal_end_nothing_is_left_either()
    {
        await using var session = await LabProcess.StartAsync(["postgres", "mysql", "redis"], folder);
        var guard = await File.ReadAllTextAsync(GuardFile(), TestContext.Current.CancellationToken);

        await session.EndAsync();

        await NothingIsLeftAsync(guard);
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("kill")]
    public async Task A_paused_or_killed_server_leaves_nothing(string what)
    {
        await using var session = await LabProcess.StartAsync(["postgres:own"], folder);
        var guard = await File.ReadAllTextAsync(GuardFile(), TestContext.Current.CancellationToken);
        await session.TellAsync(what);

        session.Kill();

        await NothingIsLeftAsync(guard);
    }

    [Fact]
    public async Task A_child_that_a_cell_started_ends_with_the_session_although_it_ignores_signals()
    {
        await using var session = await LabProcess.StartAsync(["sleep"], folder);
        var mark = $"{ProcessGuard.SessionVariable}={session["sleep"].Database}";
        await LabProcess.UntilAsync(() => Marked(mark).Count >= 2, "the child and its own child");

        session.Kill();

        await LabProcess.UntilAsync(() => Marked(mark).Count == 0, "the end of all that bears the session's mark");
    }

    [Fact]
    public async Task A_session_whose_watcher_was_killed_too_is_cleared_away_by_the_next_one()
    {
        await using var dead = await LabProcess.StartAsync(["postgres"], folder);
        var guard = await File.ReadAllTextAsync(GuardFile(), TestContext.Current.CancellationToken);
        var session = Sessions().Single();
        // While it looks for dead sessions there are two of it.
        await LabProcess.UntilAsync(() => LabProcess.WithCommand("storage-course-watcher " + session).Count == 1, "the one watcher");
        foreach (var watcher in LabProcess.WithCommand("storage-course-watcher " + session)) Posix.Send(Signal.Kill, watcher);
        dead.Kill();

        await using var next = await LabProcess.StartAsync(["redis"], folder);

        await LabProcess.UntilAsync(() => !Directory.Exists(session), "the dead session's folder");
        await LabProcess.UntilAsync(() => !Processes(guard).Any(server => SystemProcess.IsAlive(server.Id, server.Start)), "the end of the servers");
        Sessions().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_head_of_a_session_that_has_ended_has_ended_also_while_its_parent_takes_no_notice()
    {
        // A shell that has become another program does not ask for its children any more.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec 3<&0; cat <&3 & echo $!; exec sleep 600"]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        using var careless = Process.Start(start)!;
        var id = int.Parse((await careless.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!, System.Globalization.CultureInfo.InvariantCulture);
        await LabProcess.UntilAsync(() => LabProcess.CommandOf(careless.Id).StartsWith("sleep", StringComparison.Ordinal), "the shell's second program");
        careless.StandardInput.Close();
        await LabProcess.UntilAsync(() => SystemProcess.Find(id) is { HasEnded: true }, "the end of its child");

        ProcessGuard.HasEnded($"{id} {SystemProcess.Find(id)!.Start} {ProcessGuard.Owner.Split(' ')[2]}").ShouldBeTrue();

        careless.Kill();
    }

    private string[] Sessions() => Directory.GetDirectories(folder.Root, "storage-course-*");

    private string GuardFile() => Path.Combine(Sessions().Single(), "guard");

    private async Task NothingIsLeftAsync(string guard)
    {
        await LabProcess.UntilAsync(() => Sessions().Length == 0, "the session's folder");
        await LabProcess.UntilAsync(() => !Processes(guard).Any(server => SystemProcess.IsAlive(server.Id, server.Start)), "the end of the servers");
        foreach (var left in Leftovers(guard))
        {
            if (left is ["file", var path]) File.Exists(path).ShouldBeFalse(path);
            if (left is ["shm", var id]) File.ReadAllText("/proc/sysvipc/shm").ShouldNotMatch($@"(?m)^\s*\d+\s+{id}\s");
        }

        await LabProcess.UntilAsync(() => LabProcess.WithCommand(folder.Root).Count == 0, "watcher and servers");
    }

    private static List<(int Id, string Start)> Processes(string guard) =>
        [.. Lines(guard, "process").Select(words => (int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), words[2]))];

    private static List<string[]> Leftovers(string guard) => [.. Lines(guard, "shm"), .. Lines(guard, "file")];

    private static IEnumerable<string[]> Lines(string guard, string kind) => guard.Split('\n').Select(line => line.Split(' ')).Where(words => words[0] == kind);

    private static List<int> Marked(string mark)
    {
        var marked = new List<int>();
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (int.TryParse(Path.GetFileName(process), System.Globalization.CultureInfo.InvariantCulture, out var id) && File.ReadAllText(Path.Combine(process, "environ")).Contains(mark, StringComparison.Ordinal)
                    && !File.ReadAllText(Path.Combine(process, "stat")).Contains(") Z ", StringComparison.Ordinal)) marked.Add(id);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // It has ended meanwhile, or is the kernel's.
            }
        }

        return marked;
    }
}
