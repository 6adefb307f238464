using StorageCourse.Host;

namespace StorageCourse.Lessons.Measure;

/// <summary>
/// Held by whoever measures, so that notebooks that run side by side on one machine don't disturb each other's figures.
/// A lock on a file: the system lets go of it when the process ends, however it ends.
/// </summary>
internal sealed class MeasuringLock : IDisposable
{
    private static readonly AsyncLocal<bool> Held = new();
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private readonly FileStream? file;

    private MeasuringLock(FileStream? file) => this.file = file;

    /// <summary>One file for all users of the machine's temporary folder.</summary>
    public static string DefaultPath { get; } = Path.Combine(Path.GetTempPath(), "storage-course-measuring.lock");

    /// <summary>Holds nothing: for those who measure nothing, and for an experiment inside another.</summary>
    public static Task<MeasuringLock> NotNeeded { get; } = Task.FromResult(new MeasuringLock(file: null));

    /// <summary>Waits for the lock; says so when that takes longer than a moment. An experiment inside another one's variant has it already.</summary>
    /// <remarks>Not an async method: what it notes must be seen by the caller, and an async method's notes are undone when it returns.</remarks>
    public static Task<MeasuringLock> AcquireAsync(IHost host, string path, CancellationToken cancellationToken)
    {
        if (Held.Value) return NotNeeded;
        Held.Value = true;
        return WaitAsync(host, path, cancellationToken);
    }

    public void Dispose()
    {
        if (file is null) return;
        Held.Value = false;
        file.Dispose();
    }

    private static async Task<MeasuringLock> WaitAsync(IHost host, string path, CancellationToken cancellationToken)
    {
        IDisplayed? note = null;
        while (true)
        {
            if (TryOpen(path) is { } opened)
            {
                note?.Update(Bundle.Text(""));
                return new(opened);
            }

            if (note is null && !host.IsQuiet) note = host.Display(Bundle.Text("Another notebook is measuring on this machine; waiting for it to end …"));
            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            // Opened before it is created: Linux may refuse O_CREAT on another user's file in a shared temporary folder (fs.protected_regular).
            if (File.Exists(path)) return new(path, FileMode.Open, OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read, FileShare.None);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            return new(path, options);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
