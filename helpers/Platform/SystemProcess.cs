using System.Globalization;

namespace StorageCourse.Platform;

/// <summary>A process as /proc shows it (proc_pid_stat(5)). Where there is no /proc (macOS, Windows), none is found.</summary>
/// <param name="Id">Its number, which a later process may have again.</param>
/// <param name="Parent">The number of the process that it belongs to; 1 after that has ended.</param>
/// <param name="Session">The number of the process that leads its session.</param>
/// <param name="Start">When it was started, in clock ticks since boot: with its number it names one process for ever.</param>
/// <param name="HasEnded">Whether it has ended, and only waits for its parent to notice.</param>
public sealed record SystemProcess(int Id, int Parent, int Session, string Start, bool HasEnded)
{
    /// <summary>All of the machine.</summary>
    public static IReadOnlyList<SystemProcess> All()
    {
        if (!Directory.Exists("/proc/self")) return [];
        var found = new List<SystemProcess>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Find(id) is { } process) found.Add(process);
        }

        return found;
    }

    /// <summary>The process of a number, or null.</summary>
    public static SystemProcess? Find(int id)
    {
        try
        {
            // "pid (name) state ppid pgrp session … starttime"; the name may hold anything.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new SystemProcess(id, Number(fields[1]), Number(fields[3]), fields[19], fields[0] is "Z" or "X");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a process of this number still runs.</summary>
    public static bool IsAlive(int id) => Find(id) is { HasEnded: false };

    /// <summary>Whether the process of this number that was started then still runs.</summary>
    public static bool IsAlive(int id, string start) => Find(id) is { HasEnded: false } found && found.Start == start;

    /// <summary>Signals a process first, so that a stopped one bears no children meanwhile, then its descendants.</summary>
    /// <returns>The numbers of all that were signalled, the root's first; where there is no /proc, its alone.</returns>
    public static IReadOnlyList<int> SendToTree(Signal signal, int root)
    {
        Posix.Send(signal, root);
        var children = All().ToLookup(process => process.Parent, process => process.Id);
        List<int> tree = [root];
        for (var i = 0; i < tree.Count; i++) tree.AddRange(children[tree[i]]);
        foreach (var id in tree.Skip(1)) Posix.Send(signal, id);
        return tree;
    }

    private static int Number(string field) => int.Parse(field, CultureInfo.InvariantCulture);
}
