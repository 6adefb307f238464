using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>A bar that appears when an image begins to arrive; nothing where it was there already.</summary>
internal sealed class PullProgress(string image) : IProgress<double>, IDisposable
{
    private readonly Lock gate = new();
    private ProgressBar? bar;

    public void Report(double value)
    {
        if (!CourseHost.IsAvailable) return;
        lock (gate)
        {
            bar ??= new ProgressBar(CourseHost.Current, $"pulling {image}");
            bar.Report(value);
        }
    }

    public void Dispose() => bar?.Dispose();
}
