using StorageCourse.Engine.Headless.Answers;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>Grades a notebook's exercises by what their cells said.</summary>
/// <param name="options">How the run went.</param>
/// <param name="runs">The cells.</param>
/// <param name="trials">The answers that were tried.</param>
internal sealed class ExerciseGrades(RunOptions options, CellRuns runs, AnswerTrials trials)
{
    private static readonly int KindsOnFile = Enum.GetValues<AnswerKind>().Length;

    /// <summary>An exercise's grades.</summary>
    /// <param name="section">Its cells.</param>
    /// <param name="done">What came of the notebook's cells.</param>
    public ExerciseReport Of(ExerciseSection section, IReadOnlyList<CellReport> done)
    {
        var numbers = section.Cells.Select(runs.NumberOf).ToHashSet();
        var mine = done.Where(cell => numbers.Contains(cell.Number)).ToList();
        var grade = mine.SelectMany(cell => cell.Outcomes).LastOrDefault(outcome => outcome.Kind == OutcomeKind.Exercise && outcome.Id == section.Id);
        var isSkipped = grade?.Status == OutcomeStatus.Skipped || (grade is null && mine.Exists(cell => cell.Status == RunStatus.Skipped));
        var status = isSkipped ? OutcomeStatus.Skipped : grade?.Status;
        var tried = trials.Of(section.Id);
        var kinds = tried.Select(trial => trial.Kind).Distinct().ToList();
        var wasRun = mine.TrueForAll(cell => cell.Status is RunStatus.Passed or RunStatus.Skipped);
        var detail = grade?.Detail ?? (section.IsChecked ? "" : $"no cell after its stub calls Check.Exercise(\"{section.Id}\")");
        var isExpected = isSkipped || options.Grading || !wasRun
            || (options.Solved ? kinds.Count == KindsOnFile && tried.All(trial => trial.IsAsExpected) : status == OutcomeStatus.NotAttempted);
        if (options.Solved && !isSkipped && wasRun && kinds.Count < KindsOnFile)
            detail = $"expected a wrong answer, an alternative and a solution on file, found {(kinds.Count == 0 ? "none" : "only: " + string.Join(", ", kinds))}";
        // A learner's answer that fails leaves nothing to check: its check takes it for the stub, or fails as well.
        if (options.Grading && status is null or OutcomeStatus.NotAttempted && mine.Find(cell => cell.Error is { Name: not "Stopped" }) is { } broken)
            (status, detail) = (OutcomeStatus.Error, broken.ErrorText);
        return new ExerciseReport(section.Id, grade?.Title ?? "", status, detail, isExpected, tried);
    }
}
