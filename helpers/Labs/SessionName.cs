using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>
/// The name of this session's database in a server that others run. It says which process on which machine it belongs to,
/// so that a later session can remove it if that process was killed.
/// </summary>
internal static class SessionName
{
    /// <summary>What all such names begin with.</summary>
    public const string Prefix = "course_";

    private static readonly string Machine = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Environment.MachineName}\n{ReadBootId()}\n{new FileInfo("/proc/self/ns/pid").LinkTarget}")))[..8];

    /// <summary>This process's.</summary>
    public static string Current { get; } =
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Machine}_{Environment.ProcessId}_{SystemProcess.Find(Environment.ProcessId)?.Start ?? "0"}");

    /// <summary>Whether the name is that of a process of this machine that has ended.</summary>
    public static bool IsDead(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal)
        && name[Prefix.Length..].Split('_') is [var machine, var id, var start]
        && machine == Machine && start != "0"
        && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
        && !SystemProcess.IsAlive(processId, start);

    private static string ReadBootId()
    {
        const string path = "/proc/sys/kernel/random/boot_id";
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }
}
