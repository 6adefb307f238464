using System.Globalization;
using System.Text.Json.Nodes;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>The code cells of a notebook, run one by one in one kernel, and what came of each.</summary>
internal sealed class CellRuns
{
    private readonly NotebookFile file;
    private readonly NotebookDocument notebook;
    private readonly RunOptions options;
    private readonly IRunProgress progress;
    private readonly OutputRecorder recorder = new();
    private readonly List<NotebookCell> cells;
    private readonly CellReport?[] reports;
    private KernelSession? session;

    /// <param name="file">Where the notebook comes from.</param>
    /// <param name="notebook">Its content, which gets the outputs.</param>
    /// <param name="options">The time limits.</param>
    /// <param name="progress">Who watches.</param>
    public CellRuns(NotebookFile file, NotebookDocument notebook, RunOptions options, IRunProgress progress)
    {
        (this.file, this.notebook, this.options, this.progress) = (file, notebook, options, progress);
        // Late output finds its cell by id.
        notebook.Upgrade();
        cells = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code)];
        reports = new CellReport?[cells.Count];
        foreach (var cell in cells) cell.ClearOutputs();
    }

    /// <summary>In order.</summary>
    public IReadOnlyList<NotebookCell> Cells => cells;

    /// <summary>The notebook's first heading, or its name.</summary>
    public string Title => notebook.Title ?? file.Name;

    /// <summary>Whether no further cell can run: the kernel is dead, hangs, or was interrupted.</summary>
    public bool HasFailedFatally { get; private set; }

    /// <summary>Begins in a kernel that is ready; its output is heard until <see cref="Executed"/>.</summary>
    public void Begin(KernelProcess kernel)
    {
        progress.Started(file, Title, cells.Count);
        var deadline = TimeProvider.System.GetTimestamp() + (long)(options.NotebookTimeout.TotalSeconds * TimeProvider.System.TimestampFrequency);
        session = new KernelSession(kernel, recorder, deadline, options);
        kernel.Client.Late += RecordLate;
    }

    /// <summary>Runs a cell; what came of it before is forgotten.</summary>
    /// <param name="cell">Gets the outputs.</param>
    /// <param name="source">What runs in its place: an answer, or its own text.</param>
    /// <param name="stop">Ends the run.</param>
    public async Task<CellReport> RunAsync(NotebookCell cell, string source, CancellationToken stop)
    {
        progress.Running(file, NumberOf(cell), FirstLineOf(source));
        var began = DateTimeOffset.UtcNow;
        var run = await session!.RunAsync(cell, source, stop);
        recorder.WhileStill(() => cell.Metadata["execution"] = new JsonObject
        {
            ["iopub.execute_input"] = began.ToString("O", CultureInfo.InvariantCulture),
            ["shell.execute_reply"] = (began + run.Elapsed).ToString("O", CultureInfo.InvariantCulture),
        });
        var isSkipped = recorder.OutcomesOf(cell).Any(outcome => outcome.Kind == OutcomeKind.Skip);
        var mustFail = cell.Tags.Contains("raises-exception", StringComparer.Ordinal) && !isSkipped;
        var failure = mustFail && !run.IsFatal
            ? run.Failure is null ? new CellFailure("NoError", "expected this cell to fail (it is tagged raises-exception), but it did not", []) : null
            : run.Failure;
        HasFailedFatally |= run.IsFatal;
        var status = failure is not null ? RunStatus.Failed : isSkipped ? RunStatus.Skipped : RunStatus.Passed;
        return reports[cells.IndexOf(cell)] = ReportOf(cell, status, run.Elapsed, failure);
    }

    /// <summary>What came of all cells, those that were not run among them.</summary>
    public IReadOnlyList<CellReport> Reports() => [.. cells.Zip(reports, (cell, report) => report ?? ReportOf(cell, RunStatus.NotRun, default, null))];

    /// <summary>The cell's place among the code cells, from 1.</summary>
    public int NumberOf(NotebookCell cell) => cells.IndexOf(cell) + 1;

    /// <summary>The notebook with all outputs. What the kernel says from now on is lost.</summary>
    public NotebookDocument Executed()
    {
        recorder.Close();
        return notebook;
    }

    private CellReport ReportOf(NotebookCell cell, RunStatus status, TimeSpan elapsed, CellFailure? failure) =>
        new(NumberOf(cell), cell.Id!, HeadingOf(cell), FirstLineOf(cell.Source), status, elapsed, failure, recorder.OutcomesOf(cell));

    private string HeadingOf(NotebookCell cell)
    {
        var heading = "";
        foreach (var line in notebook.Cells.TakeWhile(other => other != cell).Where(other => other.Kind == CellKind.Markdown).SelectMany(other => other.Source.Split('\n')))
        {
            if (line.StartsWith('#') && line.TrimStart('#') is ['#' or ' ', ..] text) heading = text.Trim();
        }

        return heading;
    }

    // What follows a line that only names the language says more.
    private static string FirstLineOf(string source)
    {
        var lines = source.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Take(2).ToList();
        return lines is [['#', '!', ..] magic, var next] ? $"{magic} {next}" : lines.FirstOrDefault() ?? "";
    }

    private void RecordLate(string? cellId, KernelMessage message)
    {
        if (cells.Find(cell => cell.Id == cellId) is { } cell) recorder.Record(cell, message);
    }
}
