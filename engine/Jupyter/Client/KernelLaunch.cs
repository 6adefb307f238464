using System.Diagnostics;
using System.Globalization;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>How the process of a kernel is started.</summary>
internal static class KernelLaunch
{
    /// <summary>The command with its connection file, in a session of its own, with its environment.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="connectionFile">Where its ports and key stand.</param>
    /// <param name="freePort">For a kernel that listens at one more port than Jupyter's five.</param>
    /// <param name="workingFolder">The kernel's working folder.</param>
    /// <param name="environment">Variables beside ours and the specification's; null removes one.</param>
    public static ProcessStartInfo StartInfo(
        KernelSpec spec, string connectionFile, int freePort, string workingFolder, IReadOnlyDictionary<string, string?>? environment)
    {
        string[] argv =
        [
            .. ProcessTree.InSessionOfItsOwn,
            .. spec.Argv.Select(argument => argument
                .Replace("{connection_file}", connectionFile, StringComparison.Ordinal)
                .Replace("{resource_dir}", spec.Folder ?? "", StringComparison.Ordinal)
                .Replace("{free_port}", freePort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)),
        ];
        var start = new ProcessStartInfo(argv[0], argv[1..]) { WorkingDirectory = workingFolder, UseShellExecute = false };
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;

        // ipykernel ends when its parent has become process 1 (jupyter_client's launcher sets the same).
        if (!OperatingSystem.IsWindows() && Environment.ProcessId > 1)
            start.Environment["JPY_PARENT_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        return start;
    }
}
