using System.Diagnostics;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>
/// A process and what it started. On Linux it leads a session, so that its descendants are found after it has died;
/// elsewhere the tree is what the operating system still knows of it.
/// </summary>
internal sealed class ProcessTree(Process root)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(1);
    // A process may get another parent; its start tells it from a later one with the same number.
    private static readonly EqualityComparer<SystemProcess> SameProcess = EqualityComparer<SystemProcess>.Create(
        (one, other) => one?.Id == other?.Id && one?.Start == other?.Start, process => process.Id);

    private readonly int id = root.Id;
    private readonly HashSet<SystemProcess> members = new(SameProcess);

    /// <summary>What precedes a command so that it leads a session of its own; empty where the system has no program for that.</summary>
    public static IReadOnlyList<string> InSessionOfItsOwn { get; } = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];

    /// <summary>Sends SIGINT to the process alone; its children may be servers that go on.</summary>
    public void Interrupt() => _ = Posix.Send(Signal.Interrupt, id);

    /// <summary>Notes who belongs to the tree now, for those who will leave the session and lose their parent.</summary>
    /// <returns>Those of the tree who live, without its root.</returns>
    public IReadOnlyCollection<int> Look()
    {
        if (!OperatingSystem.IsLinux()) return [];
        lock (members)
        {
            var all = SystemProcess.All().Where(process => !process.HasEnded).ToHashSet(SameProcess);
            var hasEnded = root.HasExited;
            var isReused = hasEnded && all.Any(process => process.Id == id);
            members.UnionWith(all.Where(process => process.Session == id && process.Id != id && !isReused));
            var children = all.ToLookup(process => process.Parent);
            var next = new Stack<int>(members.Select(member => member.Id));
            if (!hasEnded) next.Push(id);
            while (next.TryPop(out var parent))
            {
                foreach (var child in children[parent])
                {
                    if (members.Add(child)) next.Push(child.Id);
                }
            }

            members.IntersectWith(all);
            return [.. members.Select(member => member.Id)];
        }
    }

    /// <summary>
    /// Ends the process at once. What it started gets <paramref name="grace"/> to end by itself, for a watcher among it may have servers
    /// to stop and folders to remove; then it is ended, too.
    /// </summary>
    public async Task EndAsync(TimeSpan grace)
    {
        Look();
        try
        {
            if (OperatingSystem.IsLinux()) root.Kill();
            else root.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        await root.WaitForExitAsync();
        await WaitAsync(grace);
        foreach (var member in Look()) _ = Posix.Send(Signal.Kill, member);
        await WaitAsync(KillTime);
    }

    private async Task WaitAsync(TimeSpan time)
    {
        var waited = Stopwatch.StartNew();
        while (Look().Count > 0 && waited.Elapsed < time) await Task.Delay(Pause);
    }
}
