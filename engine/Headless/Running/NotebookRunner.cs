using System.Globalization;
using StorageCourse.Engine.Headless.Answers;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>Runs one notebook's cells in order, up to the first that fails, and judges what came.</summary>
/// <remarks>In a solved run each exercise's cells run several times: with each wrong answer, each alternative, then the solution.</remarks>
internal sealed class NotebookRunner
{
    private readonly NotebookFile file;
    private readonly NotebookDocument notebook;
    private readonly RunOptions options;
    private readonly IReadOnlyList<Answer> answers;
    private readonly IRunProgress progress;
    private readonly OutputRecorder recorder = new();
    private readonly List<NotebookCell> cells;
    private readonly IReadOnlyList<ExerciseSection> sections;
    private readonly CellReport?[] reports;
    private readonly Dictionary<string, List<TrialReport>> trials = new(StringComparer.Ordinal);
    private readonly List<Problem> problems = [];
    private KernelSession? session;
    private bool hasFailedFatally;

    /// <param name="file">Where the notebook comes from.</param>
    /// <param name="notebook">Its content, which gets the outputs.</param>
    /// <param name="options">How the run is to go.</param>
    /// <param name="answers">The answers on file; empty but for a solved run.</param>
    /// <param name="progress">Who watches.</param>
    public NotebookRunner(NotebookFile file, NotebookDocument notebook, RunOptions options, IReadOnlyList<Answer> answers, IRunProgress progress)
    {
        (this.file, this.notebook, this.options, this.answers, this.progress) = (file, notebook, options, answers, progress);
        // Late output finds its cell by id.
        notebook.Upgrade();
        cells = [.. notebook.Cells.Where(cell => cell.Kind == CellKind.Code)];
        sections = ExerciseSection.Of(notebook);
        reports = new CellReport?[cells.Count];
        foreach (var cell in cells) cell.ClearOutputs();
    }

    /// <summary>Runs the notebook to its end, its first failure, or its stop. Never throws for what a cell or the kernel does.</summary>
    /// <param name="kernel">Ready; the caller disposes it.</param>
    /// <param name="stop">Ends the run.</param>
    /// <returns>False where the kernel can't be asked to end: it hangs, or there is no time.</returns>
    public async Task<bool> RunAsync(KernelProcess kernel, CancellationToken stop)
    {
        progress.Started(file, Title, cells.Count);
        var deadline = TimeProvider.System.GetTimestamp() + (long)(options.NotebookTimeout.TotalSeconds * TimeProvider.System.TimestampFrequency);
        session = new KernelSession(kernel, recorder, deadline, options);
        kernel.Client.Late += RecordLate;
        for (var next = 0; next < cells.Count && !stop.IsCancellationRequested;)
        {
            var section = sections.FirstOrDefault(section => section.Cells[0] == cells[next]);
            var goesOn = section is not null && options.Solved
                ? await RunTrialsAsync(section, stop)
                : await RunPlainAsync(next, section, stop);
            if (!goesOn) break;
            next += section?.Cells.Count ?? 1;
        }

        // Late output is heard until the kernel has ended.
        return !hasFailedFatally && !stop.IsCancellationRequested;
    }

    /// <summary>What came of it, with the notebook as it was executed.</summary>
    public NotebookReport Report(Course course, TimeSpan elapsed, TimeSpan kernelStart, bool wasStopped)
    {
        var done = cells.Select((cell, i) => reports[i] ?? ReportOf(i, RunStatus.NotRun, default, null)).ToList();
        var exercises = sections.Select(section => Grade(section, done)).ToList();
        var graded = options.Grading ? sections.SelectMany(section => section.Cells).Select(cell => cells.IndexOf(cell) + 1).ToHashSet() : [];
        var judged = new Judge(options, done, exercises, graded).Problems();
        var status = problems.Count + judged.Count > 0 ? RunStatus.Failed : wasStopped && done.Any(cell => cell.Status == RunStatus.NotRun) ? RunStatus.NotRun : RunStatus.Passed;
        return new NotebookReport(
            file.Name, Title, Path.GetRelativePath(course.Root, file.Path).Replace('\\', '/'), status, elapsed, kernelStart, done, exercises, [.. problems, .. judged]);
    }

    /// <summary>The notebook's bytes with all outputs.</summary>
    public byte[] Executed() => recorder.WhileStill(notebook.ToBytes);

    /// <summary>Adds a reason for failure that no cell gave.</summary>
    public void Fail(Problem problem) => problems.Add(problem);

    private string Title => notebook.Title ?? file.Name;

    private async Task<bool> RunPlainAsync(int first, ExerciseSection? section, CancellationToken stop)
    {
        for (var i = first; i < first + (section?.Cells.Count ?? 1); i++)
        {
            var (report, isFatal) = await RunCellAsync(i, cells[i].Source, stop);
            var failed = report.Status == RunStatus.Failed;
            // A learner's broken answer must not keep the other exercises from being graded.
            if (isFatal || (failed && !(options.Grading && section is not null))) return false;
        }

        return true;
    }

    private async Task<bool> RunTrialsAsync(ExerciseSection section, CancellationToken stop)
    {
        var tried = trials[section.Id] = [];
        var mine = answers.Where(answer => answer.Exercise == section.Id).OrderBy(answer => answer.Kind).ToList();
        foreach (var answer in mine)
        {
            var (trial, isFatal, hasFailed) = await RunTrialAsync(section, answer, stop);
            tried.Add(trial);
            if (isFatal || (hasFailed && answer == mine[^1])) return false;
            if (trial.Status == OutcomeStatus.Skipped) return true;
        }

        // Without a solution the stub stands.
        return mine.Count > 0 && mine[^1].Kind == AnswerKind.Solution || await RunPlainAsync(cells.IndexOf(section.Cells[0]), section, stop);
    }

    private async Task<(TrialReport Trial, bool IsFatal, bool HasFailed)> RunTrialAsync(ExerciseSection section, Answer answer, CancellationToken stop)
    {
        CellReport? failed = null;
        var outcomes = new List<Outcome>();
        var stubs = section.Stubs.ToDictionary(stub => stub, stub => stub.Source);
        foreach (var cell in section.Cells)
        {
            var part = section.Stubs.ToList().IndexOf(cell);
            var source = part >= 0 && part < answer.Parts.Count ? Answer.Replace(cell.Source, answer.Parts[part]) : cell.Source;
            var (report, isFatal) = await RunCellAsync(cells.IndexOf(cell), source, stop);
            outcomes.AddRange(report.Outcomes);
            if (report.Status == RunStatus.Failed) failed ??= report;
            if (answer.Kind == AnswerKind.Solution) cell.Source = source;
            if (isFatal) return (TrialOf(section, answer, outcomes, failed), true, true);
        }

        return (TrialOf(section, answer, outcomes, failed), false, failed is not null);
    }

    private static TrialReport TrialOf(ExerciseSection section, Answer answer, List<Outcome> outcomes, CellReport? failed)
    {
        var grade = outcomes.LastOrDefault(outcome => outcome.Kind == OutcomeKind.Exercise && outcome.Id == section.Id)
            ?? outcomes.LastOrDefault(outcome => outcome.Kind == OutcomeKind.Skip);
        var isRight = grade?.Status == OutcomeStatus.Passed && failed is null;
        var isWrong = grade?.Status is OutcomeStatus.Failed or OutcomeStatus.Error;
        var isExpected = grade?.Status == OutcomeStatus.Skipped || (answer.Kind == AnswerKind.Wrong ? isWrong : isRight);
        var detail = (grade?.Detail, failed) switch
        {
            (null, null) => "no check gave a grade",
            (null, { } cell) => ErrorText(cell),
            ({ } said, null) => said,
            ({ } said, { } cell) => $"{ErrorText(cell)}\n{said}",
        };
        return new TrialReport(answer.Kind.ToString().ToLowerInvariant(), answer.Note, answer.Place, grade?.Status, detail, isExpected);
    }

    private static string ErrorText(CellReport cell) => string.Create(CultureInfo.InvariantCulture, $"cell {cell.Number}: {cell.Error!.Name}: {cell.Error.Message}");

    private async Task<(CellReport Report, bool IsFatal)> RunCellAsync(int i, string source, CancellationToken stop)
    {
        var cell = cells[i];
        progress.Running(file, i + 1, FirstLineOf(source));
        var began = DateTimeOffset.UtcNow;
        var run = await session!.RunAsync(cell, source, stop);
        recorder.WhileStill(() => cell.Metadata["execution"] = new System.Text.Json.Nodes.JsonObject
        {
            ["iopub.execute_input"] = began.ToString("O", CultureInfo.InvariantCulture),
            ["shell.execute_reply"] = (began + run.Elapsed).ToString("O", CultureInfo.InvariantCulture),
        });
        var isSkipped = recorder.OutcomesOf(cell).Any(outcome => outcome.Kind == OutcomeKind.Skip);
        var mustFail = cell.Tags.Contains("raises-exception", StringComparer.Ordinal) && !isSkipped;
        var failure = mustFail && !run.IsFatal
            ? run.Failure is null ? new CellFailure("NoError", "expected this cell to fail (it is tagged raises-exception), but it did not", []) : null
            : run.Failure;
        var status = failure is not null ? RunStatus.Failed : isSkipped ? RunStatus.Skipped : RunStatus.Passed;
        var report = ReportOf(i, status, run.Elapsed, failure);
        reports[i] = report;
        hasFailedFatally |= run.IsFatal;
        return (report, run.IsFatal);
    }

    private CellReport ReportOf(int i, RunStatus status, TimeSpan elapsed, CellFailure? failure)
    {
        var cell = cells[i];
        return new CellReport(
            i + 1, cell.Id!, HeadingOf(cell), FirstLineOf(cell.Source), status, elapsed, failure, recorder.OutcomesOf(cell));
    }

    private ExerciseReport Grade(ExerciseSection section, IReadOnlyList<CellReport> done)
    {
        var mine = done.Where(cell => section.Cells.Contains(cells[cell.Number - 1])).ToList();
        var grade = mine.SelectMany(cell => cell.Outcomes).LastOrDefault(outcome => outcome.Kind == OutcomeKind.Exercise && outcome.Id == section.Id);
        var isSkipped = grade?.Status == OutcomeStatus.Skipped || (grade is null && mine.Exists(cell => cell.Status == RunStatus.Skipped));
        var status = isSkipped ? OutcomeStatus.Skipped : grade?.Status;
        var tried = trials.GetValueOrDefault(section.Id, []);
        var wasRun = mine.TrueForAll(cell => cell.Status is RunStatus.Passed or RunStatus.Skipped);
        var detail = grade?.Detail ?? (section.IsChecked ? "" : $"no cell after its stub calls Check.Exercise(\"{section.Id}\")");
        var isExpected = isSkipped || options.Grading || !wasRun || (options.Solved ? HasAll(tried) && tried.TrueForAll(trial => trial.IsAsExpected) : status == OutcomeStatus.NotAttempted);
        if (options.Solved && !isSkipped && wasRun && !HasAll(tried)) detail = $"expected a wrong answer, an alternative and a solution on file, found {Found(tried)}";
        // A learner's answer that fails leaves nothing to check: its check takes it for the stub, or fails as well.
        if (options.Grading && status is null or OutcomeStatus.NotAttempted && mine.Find(cell => cell.Error is { Name: not "Stopped" }) is { } broken)
            (status, detail) = (OutcomeStatus.Error, ErrorText(broken));
        return new ExerciseReport(section.Id, grade?.Title ?? "", status, detail, isExpected, tried);

        static bool HasAll(List<TrialReport> tried) => tried.Select(trial => trial.Kind).Distinct().Count() == 3;
        static string Found(List<TrialReport> tried) => tried.Count == 0 ? "none" : "only: " + string.Join(", ", tried.Select(trial => trial.Kind).Distinct());
    }

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
