using System.Diagnostics;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>
/// Notices that the process that started this one has died without a word, by kill -9 or a crash: a kernel that nobody can reach must not stay.
/// Its own thread looks, so that cells that hold all threads of the pool don't matter. Does nothing on Windows, where children don't lose their parent.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastRespite = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource orphaned = new();
    private readonly ManualResetEventSlim ending = new();

    /// <summary>Looks from now on. Two seconds after the parent's death the process is killed, if it has not ended by then.</summary>
    public ParentWatch()
    {
        if (OperatingSystem.IsWindows() || Posix.ParentProcessId is var parent && parent <= 1) return;
        new Thread(() => Watch(parent)) { IsBackground = true, Name = "parent watch" }.Start();
    }

    /// <summary>Cancelled when the parent has died.</summary>
    public CancellationToken Orphaned => orphaned.Token;

    public void Dispose() => ending.Set();

    private void Watch(int parent)
    {
        while (Posix.ParentProcessId == parent)
        {
            if (ending.Wait(Interval)) return;
        }

        _ = orphaned.CancelAsync();
        Thread.Sleep(LastRespite);
        Process.GetCurrentProcess().Kill();
    }
}
