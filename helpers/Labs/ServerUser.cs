using System.Globalization;
using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>The user as whom a native server runs: this one, or where this one is root (as which some refuse to run) one with fewer rights.</summary>
/// <param name="Name">As in /etc/passwd.</param>
internal sealed record ServerUser(string Name, uint UserId, uint GroupId)
{
    /// <summary>The first of the names that exists, then "nobody"; null where this process isn't root and keeps its own user.</summary>
    public static ServerUser? Choose(string preferred)
    {
        if (!Posix.IsRoot) return null;
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToList();
        var chosen = users.Find(fields => fields[0] == preferred) ?? users.Find(fields => fields[0] == "nobody")
            ?? throw new InvalidOperationException($"expected a user {preferred} or nobody in /etc/passwd: a server must not run as root");
        return new(chosen[0], uint.Parse(chosen[2], CultureInfo.InvariantCulture), uint.Parse(chosen[3], CultureInfo.InvariantCulture));
    }

    /// <summary>What to put before a command so that it runs as this user.</summary>
    public IEnumerable<string> Prefix => ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups", "--"];
}
