using StorageCourse.Engine.Headless.Answers;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>Puts the answers on file in the place of an exercise's stubs: each wrong one, each alternative, then the solution, which stays.</summary>
internal sealed class AnswerTrials(IReadOnlyList<Answer> answers, CellRuns runs)
{
    private readonly Dictionary<string, List<TrialReport>> trials = new(StringComparer.Ordinal);

    /// <summary>Runs the exercise's cells once for each answer.</summary>
    /// <returns>How the notebook goes on.</returns>
    public async Task<AfterTrials> RunAsync(ExerciseSection section, CancellationToken stop)
    {
        var tried = trials[section.Id] = [];
        var mine = answers.Where(answer => answer.Exercise == section.Id).OrderBy(answer => answer.Kind).ToList();
        foreach (var answer in mine)
        {
            var (trial, hasFailed) = await RunAsync(section, answer, stop);
            tried.Add(trial);
            if (runs.HasFailedFatally || (hasFailed && answer == mine[^1])) return AfterTrials.Stop;
            if (trial.Status == OutcomeStatus.Skipped) return AfterTrials.GoOn;
        }

        return mine is [.., { Kind: AnswerKind.Solution }] ? AfterTrials.GoOn : AfterTrials.RunStub;
    }

    /// <summary>What came of an exercise's answers; empty where none was tried.</summary>
    public IReadOnlyList<TrialReport> Of(string exercise) => trials.GetValueOrDefault(exercise, []);

    private async Task<(TrialReport Trial, bool HasFailed)> RunAsync(ExerciseSection section, Answer answer, CancellationToken stop)
    {
        CellReport? failed = null;
        var outcomes = new List<Outcome>();
        var stubs = section.Stubs.ToList();
        foreach (var cell in section.Cells)
        {
            var part = stubs.IndexOf(cell);
            var source = part >= 0 && part < answer.Parts.Count ? Answer.Replace(cell.Source, answer.Parts[part]) : cell.Source;
            var report = await runs.RunAsync(cell, source, stop);
            outcomes.AddRange(report.Outcomes);
            if (report.Status == RunStatus.Failed) failed ??= report;
            if (answer.Kind == AnswerKind.Solution) cell.Source = source;
            if (runs.HasFailedFatally) break;
        }

        return (ReportOf(section, answer, outcomes, failed), failed is not null);
    }

    private static TrialReport ReportOf(ExerciseSection section, Answer answer, List<Outcome> outcomes, CellReport? failed)
    {
        var grade = outcomes.LastOrDefault(outcome => outcome.Kind == OutcomeKind.Exercise && outcome.Id == section.Id)
            ?? outcomes.LastOrDefault(outcome => outcome.Kind == OutcomeKind.Skip);
        var isRight = grade?.Status == OutcomeStatus.Passed && failed is null;
        var isWrong = grade?.Status is OutcomeStatus.Failed or OutcomeStatus.Error;
        var isExpected = grade?.Status == OutcomeStatus.Skipped || (answer.Kind == AnswerKind.Wrong ? isWrong : isRight);
        var detail = (grade?.Detail, failed) switch
        {
            (null, null) => "no check gave a grade",
            (null, { } cell) => cell.ErrorText,
            ({ } said, null) => said,
            ({ } said, { } cell) => $"{cell.ErrorText}\n{said}",
        };
        return new TrialReport(answer.Kind.ToString().ToLowerInvariant(), answer.Note, answer.Place, grade?.Status, detail, isExpected);
    }
}

/// <summary>How a notebook goes on after an exercise's trials.</summary>
internal enum AfterTrials
{
    /// <summary>With what follows the exercise.</summary>
    GoOn,

    /// <summary>With the exercise's stub, for there is no solution that stands in its place.</summary>
    RunStub,

    /// <summary>Not at all.</summary>
    Stop,
}
