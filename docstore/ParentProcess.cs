using System.Runtime.InteropServices;

namespace StorageCourse.Docstore;

/// <summary>The process that started this one.</summary>
internal static partial class ParentProcess
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Returns when it has ended (its children get another parent then), or on cancellation. On Windows, where children stay theirs, only then.</summary>
    public static async Task WaitForExitAsync(CancellationToken cancellationToken)
    {
        var first = OperatingSystem.IsWindows() ? 0 : GetParentProcessId();
        while (!cancellationToken.IsCancellationRequested && (OperatingSystem.IsWindows() || GetParentProcessId() == first))
            await Task.Delay(Poll, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetParentProcessId();
}
