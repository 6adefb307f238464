using StorageCourse.Engine.Headless.Running;
using StorageCourse.Engine.Notebook;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>Writes what a run leaves: executed notebooks as they end, reports at its end. What can't be written is said, and does not keep the rest from being written.</summary>
/// <param name="folder">Where to; created.</param>
/// <param name="course">Where the notebooks come from.</param>
/// <param name="chapters">The run's notebooks in order, for the pages' previous and next.</param>
internal sealed class RunFiles(string folder, Course course, IReadOnlyList<NotebookLink> chapters)
{
    private readonly Lock gate = new();
    private readonly List<string> faults = [];

    /// <summary>What could not be written, and why.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (gate) return [.. faults];
        }
    }

    /// <summary>Writes an executed notebook and its page.</summary>
    public async Task WriteAsync(NotebookReport report, NotebookDocument executed)
    {
        await WriteAsync(report.Name + ".ipynb", executed.ToBytes());
        var home = Path.GetRelativePath(folder, Path.GetDirectoryName(Path.Combine(course.Root, report.Path))!).Replace('\\', '/');
        var page = new NotebookPage(executed, report, chapters, url => $"{home}/{url}");
        await WriteAsync(report.Name + ".html", System.Text.Encoding.UTF8.GetBytes(page.ToHtml()));
    }

    /// <summary>Writes the reports.</summary>
    public async Task WriteAsync(RunReport report)
    {
        var summary = Summary.Of(report);
        await WriteAsync("report.html", ReportPage.Of(report));
        await WriteAsync("report.json", ReportJson.Of(report));
        await WriteAsync("junit.xml", JUnit.Of(report));
        await WriteAsync("summary.md", summary);
        if (Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } step) await TryAsync(step, () => File.AppendAllTextAsync(step, summary));
    }

    private Task WriteAsync(string name, string text) => WriteAsync(name, System.Text.Encoding.UTF8.GetBytes(text));

    private Task WriteAsync(string name, byte[] content)
    {
        var path = Path.Combine(folder, name);
        return TryAsync(path, () => AtomicFile.WriteAsync(path, content));
    }

    private async Task TryAsync(string path, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            lock (gate) faults.Add($"{path}: {error.Message}");
        }
    }
}
