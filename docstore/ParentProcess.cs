using System.Runtime.InteropServices;

namespace StorageCourse.Docstore;

/// <summary>The process that this one belongs to when the object is made: make it before anybody can be told that this one runs, for who is told may end at once.</summary>
internal sealed partial class ParentProcess
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);
    private readonly int id = OperatingSystem.IsWindows() ? 0 : GetParentProcessId();

    /// <summary>Returns when it has ended (its children get another parent then), or on cancellation. On Windows, where children stay theirs, only then.</summary>
    public async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && (OperatingSystem.IsWindows() || GetParentProcessId() == id))
            await Task.Delay(Poll, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetParentProcessId();
}
