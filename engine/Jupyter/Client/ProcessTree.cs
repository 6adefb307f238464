using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>
/// A process and what it started. On Linux it leads a session, so that its descendants are found after it has died;
/// elsewhere the tree is what the operating system still knows of it.
/// </summary>
internal sealed partial class ProcessTree(Process root)
{
    private const int Sigint = 2, Sigkill = 9;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan KillTime = TimeSpan.FromSeconds(1);
    private readonly int id = root.Id;
    private readonly HashSet<Member> members = [];

    /// <summary>What precedes a command so that it leads a session of its own; empty where the system has no program for that.</summary>
    public static IReadOnlyList<string> InSessionOfItsOwn { get; } = OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];

    /// <summary>Sends SIGINT to the process alone; its children may be servers that go on.</summary>
    public void Interrupt() => _ = SendSignal(id, Sigint);

    /// <summary>Notes who belongs to the tree now, for those who will leave the session and lose their parent.</summary>
    /// <returns>Those of the tree who live, without its root.</returns>
    public IReadOnlyCollection<int> Look()
    {
        if (!OperatingSystem.IsLinux()) return [];
        lock (members)
        {
            var all = Processes();
            var hasEnded = root.HasExited;
            var isReused = hasEnded && all.Exists(process => process.Id == id);
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
        foreach (var member in Look()) _ = SendSignal(member, Sigkill);
        await WaitAsync(KillTime);
    }

    private async Task WaitAsync(TimeSpan time)
    {
        var waited = Stopwatch.StartNew();
        while (Look().Count > 0 && waited.Elapsed < time) await Task.Delay(Pause);
    }

    private static List<Member> Processes()
    {
        var found = new List<Member>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process)) continue;
            try
            {
                // proc(5): "pid (name) state ppid pgrp session … starttime"; the name may hold anything.
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] is not ("Z" or "X"))
                    found.Add(new Member(process, Number(fields[1]), Number(fields[3]), fields[19]));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }

        return found;
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    /// <summary>A process; its start tells it from a later one with the same number.</summary>
    private sealed record Member(int Id, int Parent, int Session, string Start)
    {
        public bool Equals(Member? other) => other is not null && Id == other.Id && Start == other.Start;

        public override int GetHashCode() => HashCode.Combine(Id, Start);
    }
}
