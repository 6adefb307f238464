using System.Globalization;
using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>A process and its descendants, read from /proc; where that is not there (macOS), the process alone.</summary>
internal static class ProcessTree
{
    /// <summary>Signals a process first, then its descendants.</summary>
    /// <returns>All that were signalled.</returns>
    public static IReadOnlyList<int> Send(Signal signal, int root)
    {
        Posix.Send(signal, root);
        var parents = Parents();
        List<int> tree = [root];
        for (var i = 0; i < tree.Count; i++) tree.AddRange(parents.Where(entry => entry.Value == tree[i]).Select(entry => entry.Key));
        foreach (var id in tree.Skip(1)) Posix.Send(signal, id);
        return tree;
    }

    /// <summary>Whether a process still runs; one that has ended and waits for its parent to notice does not.</summary>
    public static bool IsAlive(int processId) => Stat(processId) is [not "Z", ..];

    private static Dictionary<int, int> Parents()
    {
        var parents = new Dictionary<int, int>();
        if (!Directory.Exists("/proc/self")) return parents;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Stat(id) is [_, var parent, ..])
                parents[id] = int.Parse(parent, CultureInfo.InvariantCulture);
        return parents;
    }

    /// <summary>The fields of proc_pid_stat(5) from the third, the state, on.</summary>
    private static string[]? Stat(int processId)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
