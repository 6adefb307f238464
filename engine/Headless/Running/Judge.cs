using System.Globalization;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>Decides what in a notebook's run is a failure.</summary>
/// <param name="options">How the run went.</param>
/// <param name="cells">What ran.</param>
/// <param name="exercises">The grades.</param>
/// <param name="graded">The numbers of cells whose error is a grade: a learner's answers.</param>
internal sealed class Judge(RunOptions options, IReadOnlyList<CellReport> cells, IReadOnlyList<ExerciseReport> exercises, IReadOnlySet<int> graded)
{
    /// <summary>The reasons for failure, in the order of the notebook.</summary>
    public IReadOnlyList<Problem> Problems() =>
    [
        .. cells.Where(cell => cell.Error is not null && !IsGraded(cell)).Select(cell => new Problem(
            "cell", cell.Number, string.Create(CultureInfo.InvariantCulture, $"cell {cell.Number} failed: {cell.Error!.Name}"), cell.Error.Message)),
        .. Outcomes(OutcomeKind.Claim, OutcomeStatus.Failed, OutcomeStatus.Error).Select(claim => new Problem(
            "claim", claim.Cell.Number, $"claim {claim.Outcome.Id} is broken: {claim.Outcome.Title}", claim.Outcome.Detail)),
        .. exercises.Where(exercise => !exercise.IsAsExpected).Select(Misjudged),
        .. MissingStores(),
    ];

    private bool IsGraded(CellReport cell) => graded.Contains(cell.Number) && cell.Error?.Name is not ("Timeout" or "KernelDied" or "Stopped");

    private Problem Misjudged(ExerciseReport exercise)
    {
        if (!options.Solved)
        {
            var grade = exercise.Status is { } status ? Words.Of(status) : "no grade";
            return new Problem("exercise", null, $"exercise {exercise.Id} is misjudged: {grade}",
                $"expected \"not attempted\" of a stub. {exercise.Detail} To have your own answers graded: course check".Replace("  ", " ", StringComparison.Ordinal));
        }

        var wrong = exercise.Trials.Where(trial => !trial.IsAsExpected).ToList();
        var lines = wrong.Select(trial =>
            $"{trial.Kind} ({trial.Place}){(trial.Note.Length > 0 ? $" \"{trial.Note}\"" : "")}: {(trial.Status is { } status ? Words.Of(status) : "no grade")}: {trial.Detail}");
        return new Problem("exercise", null, $"exercise {exercise.Id} is misjudged", wrong.Count == 0 ? exercise.Detail : string.Join('\n', lines));
    }

    private IEnumerable<Problem> MissingStores() =>
        from store in options.Require
        let missing = Outcomes(OutcomeKind.Store, OutcomeStatus.Skipped, OutcomeStatus.Failed, OutcomeStatus.Error).Where(said => said.Outcome.Id == store)
            .Concat(Outcomes(OutcomeKind.Skip, Enum.GetValues<OutcomeStatus>()).Where(said => said.Outcome.Id == "store:" + store))
            .FirstOrDefault()
        where missing.Outcome is not null
        select new Problem("store", missing.Cell.Number, $"the required store {store} was skipped", missing.Outcome.Detail);

    private IEnumerable<(CellReport Cell, Outcome Outcome)> Outcomes(OutcomeKind kind, params OutcomeStatus[] statuses) =>
        cells.SelectMany(cell => cell.Outcomes.Where(outcome => outcome.Kind == kind && statuses.Contains(outcome.Status)).Select(outcome => (cell, outcome)));
}
