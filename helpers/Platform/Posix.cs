using System.Runtime.InteropServices;

namespace StorageCourse.Platform;

/// <summary>The few calls of a POSIX system that .NET doesn't offer. Not for Windows.</summary>
public static partial class Posix
{
    /// <summary>Whether this process runs as root.</summary>
    public static bool IsRoot => !OperatingSystem.IsWindows() && GetEffectiveUserId() == 0;

    /// <summary>The process that started this one, or the one that took its place when it died.</summary>
    public static int ParentProcessId => GetParentProcessId();

    /// <summary>Sends a signal to a process.</summary>
    /// <returns>False where the process is gone, or not ours to signal.</returns>
    public static bool Send(Signal signal, int processId) => Kill(processId, Number(signal)) == 0;

    /// <summary>Removes a segment of System V shared memory that a killed process has left.</summary>
    public static void RemoveSharedMemory(int id) => _ = ControlSharedMemory(id, 0, 0);

    /// <summary>Gives a file or folder to another user; only root can.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public static void ChangeOwner(string path, uint userId, uint groupId)
    {
        if (ChangeOwnerOf(path, userId, groupId) != 0)
            throw new IOException($"expected to give {path} to user {userId}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static int Number(Signal signal) => signal switch
    {
        Signal.Interrupt => 2,
        Signal.Quit => 3,
        Signal.Kill => 9,
        Signal.Terminate => 15,
        Signal.Stop => OperatingSystem.IsMacOS() ? 17 : 19,
        Signal.Continue => OperatingSystem.IsMacOS() ? 19 : 18,
        _ => throw new ArgumentOutOfRangeException(nameof(signal)),
    };

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwnerOf(string path, uint userId, uint groupId);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentProcessId();

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "shmctl", SetLastError = true)]
    private static partial int ControlSharedMemory(int id, int command, nint buffer);
}

/// <summary>The signals that the course sends.</summary>
public enum Signal
{
    /// <summary>SIGINT</summary>
    Interrupt,

    /// <summary>SIGQUIT</summary>
    Quit,

    /// <summary>SIGTERM</summary>
    Terminate,

    /// <summary>SIGKILL</summary>
    Kill,

    /// <summary>SIGSTOP</summary>
    Stop,

    /// <summary>SIGCONT</summary>
    Continue,
}
