using StorageCourse.Engine.Headless.Answers;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>Runs one notebook's cells in order, up to the first that fails, and judges what came.</summary>
/// <remarks>In a solved run each exercise's cells run several times: with each wrong answer, each alternative, then the solution.</remarks>
internal sealed class NotebookRunner
{
    private readonly NotebookFile file;
    private readonly RunOptions options;
    private readonly CellRuns runs;
    private readonly AnswerTrials trials;
    private readonly IReadOnlyList<ExerciseSection> sections;
    private readonly List<Problem> problems = [];

    /// <param name="file">Where the notebook comes from.</param>
    /// <param name="notebook">Its content, which gets the outputs.</param>
    /// <param name="options">How the run is to go.</param>
    /// <param name="answers">The answers on file; empty but for a solved run.</param>
    /// <param name="progress">Who watches.</param>
    public NotebookRunner(NotebookFile file, NotebookDocument notebook, RunOptions options, IReadOnlyList<Answer> answers, IRunProgress progress)
    {
        (this.file, this.options) = (file, options);
        runs = new CellRuns(file, notebook, options, progress);
        trials = new AnswerTrials(answers, runs);
        sections = ExerciseSection.Of(notebook);
    }

    /// <summary>Runs the notebook to its end, its first failure, or its stop. Never throws for what a cell or the kernel does.</summary>
    /// <param name="kernel">Ready; the caller disposes it.</param>
    /// <param name="stop">Ends the run.</param>
    /// <returns>False where the kernel can't be asked to end: it hangs, or there is no time.</returns>
    public async Task<bool> RunAsync(KernelProcess kernel, CancellationToken stop)
    {
        runs.Begin(kernel);
        for (var next = 0; next < runs.Cells.Count && !stop.IsCancellationRequested;)
        {
            var cell = runs.Cells[next];
            var section = sections.FirstOrDefault(section => section.Cells[0] == cell);
            if (!await (section is null ? RunAsync([cell], isExercise: false, stop) : RunAsync(section, stop))) break;
            next += section?.Cells.Count ?? 1;
        }

        // Late output is heard until the kernel has ended.
        return !runs.HasFailedFatally && !stop.IsCancellationRequested;
    }

    /// <summary>What came of it.</summary>
    public NotebookReport Report(Course course, TimeSpan elapsed, TimeSpan kernelStart, bool wasStopped)
    {
        var done = runs.Reports();
        var grades = new ExerciseGrades(options, runs, trials);
        var exercises = sections.Select(section => grades.Of(section, done)).ToList();
        var graded = options.Grading ? sections.SelectMany(section => section.Cells).Select(runs.NumberOf).ToHashSet() : [];
        var judged = new Judge(options, done, exercises, graded).Problems();
        var status = problems.Count + judged.Count > 0 ? RunStatus.Failed : wasStopped && done.Any(cell => cell.Status == RunStatus.NotRun) ? RunStatus.NotRun : RunStatus.Passed;
        return new NotebookReport(
            file.Name, runs.Title, Path.GetRelativePath(course.Root, file.Path).Replace('\\', '/'), status, elapsed, kernelStart, done, exercises, [.. problems, .. judged]);
    }

    /// <summary>The notebook with all outputs, once the kernel has ended.</summary>
    public NotebookDocument Executed() => runs.Executed();

    /// <summary>Adds a reason for failure that no cell gave.</summary>
    public void Fail(Problem problem) => problems.Add(problem);

    private async Task<bool> RunAsync(ExerciseSection section, CancellationToken stop) =>
        (options.Solved ? await trials.RunAsync(section, stop) : AfterTrials.RunStub) switch
        {
            AfterTrials.GoOn => true,
            AfterTrials.Stop => false,
            _ => await RunAsync(section.Cells, isExercise: true, stop),
        };

    private async Task<bool> RunAsync(IReadOnlyList<NotebookCell> cells, bool isExercise, CancellationToken stop)
    {
        foreach (var cell in cells)
        {
            var report = await runs.RunAsync(cell, cell.Source, stop);
            // A learner's broken answer must not keep the other exercises from being graded.
            if (runs.HasFailedFatally || (report.Status == RunStatus.Failed && !(options.Grading && isExercise))) return false;
        }

        return true;
    }
}
