using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using StorageCourse.Engine.Headless.Running;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>Progress in a terminal: a line for each notebook that runs, which says its cell; those that have ended stand above.</summary>
internal sealed class LiveProgress(IAnsiConsole console) : IRunProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private readonly List<Row> rows = [];
    private readonly Queue<string> ended = new();

    /// <summary>Draws while <paramref name="work"/> goes on.</summary>
    public async Task<T> WatchAsync<T>(Func<Task<T>> work)
    {
        var running = work();
        await console.Live(Render()).AutoClear(enabled: true).StartAsync(async live =>
        {
            while (await Task.WhenAny(running, Task.Delay(Interval)) != running) Draw(live);
            Draw(live);
        });
        return await running;
    }

    /// <inheritdoc/>
    public void Started(NotebookFile notebook, string title, int cells)
    {
        lock (gate) rows.Add(new Row(notebook, title, cells, TimeProvider.System.GetTimestamp()));
    }

    /// <inheritdoc/>
    public void Running(NotebookFile notebook, int cell, string firstLine)
    {
        lock (gate)
        {
            if (rows.Find(row => row.Notebook == notebook) is { } row) (row.Cell, row.FirstLine) = (cell, firstLine);
        }
    }

    /// <inheritdoc/>
    public void Ended(NotebookFile notebook, NotebookReport report)
    {
        lock (gate)
        {
            rows.RemoveAll(row => row.Notebook == notebook);
            ended.Enqueue(Markup(report));
        }
    }

    private void Draw(LiveDisplayContext live)
    {
        lock (gate)
        {
            // The console puts these above the live lines, where they stay.
            while (ended.TryDequeue(out var line)) console.MarkupLine(line);
            live.UpdateTarget(Render());
        }
    }

    private IRenderable Render() => rows.Count == 0 ? new Markup("  [grey]starting a kernel …[/]") : new Rows(rows.Select(row =>
    {
        var time = Words.Of(TimeProvider.System.GetElapsedTime(row.Started));
        var bar = row.Cells == 0 ? 0 : 12 * row.Cell / row.Cells;
        return (IRenderable)new Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"  [blue]{new string('━', bar)}[/][grey]{new string('━', 12 - bar)}[/] {row.Title.EscapeMarkup()} [grey]{row.Cell}/{row.Cells} · {time} · {row.FirstLine.EscapeMarkup()}[/]"))
        {
            Overflow = Overflow.Ellipsis,
        };
    }));

    private static string Markup(NotebookReport report)
    {
        var color = report.Status switch { RunStatus.Passed => "green", RunStatus.Failed => "red", _ => "grey" };
        return $"[{color}]{PlainProgress.LineOf(report).EscapeMarkup()}[/]";
    }

    private sealed record Row(NotebookFile Notebook, string Title, int Cells, long Started)
    {
        public int Cell { get; set; }

        public string FirstLine { get; set; } = "";
    }
}
