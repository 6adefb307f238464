using StorageCourse.Engine.Headless.Running;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>A run in numbers.</summary>
internal sealed record RunTotals(
    int Notebooks, int FailedNotebooks, int Cells, int FailedCells, int SkippedCells, int NotRunCells,
    int Claims, int BrokenClaims, int UnjudgedClaims, int Exercises, int MisjudgedExercises, int SkippedExercises, int UnreachedExercises, bool WasStopped)
{
    /// <summary>Counts.</summary>
    public static RunTotals Of(RunReport report)
    {
        var cells = report.Notebooks.SelectMany(notebook => notebook.Cells).ToList();
        var claims = report.Notebooks.SelectMany(notebook => notebook.Outcomes(OutcomeKind.Claim)).Select(claim => claim.Outcome.Status).ToList();
        var exercises = report.Notebooks.SelectMany(notebook => notebook.Exercises).ToList();
        return new RunTotals(
            report.Notebooks.Count,
            report.Notebooks.Count(notebook => notebook.Status == RunStatus.Failed),
            cells.Count,
            cells.Count(cell => cell.Status == RunStatus.Failed),
            cells.Count(cell => cell.Status == RunStatus.Skipped),
            cells.Count(cell => cell.Status == RunStatus.NotRun),
            claims.Count,
            claims.Count(status => status is OutcomeStatus.Failed or OutcomeStatus.Error),
            claims.Count(status => status is OutcomeStatus.Skipped),
            exercises.Count,
            exercises.Count(exercise => !exercise.IsAsExpected),
            exercises.Count(exercise => exercise is { IsAsExpected: true, Status: OutcomeStatus.Skipped }),
            exercises.Count(exercise => exercise is { IsAsExpected: true, Status: null }),
            report.WasStopped);
    }

    /// <summary>In a sentence.</summary>
    public string Verdict => (WasStopped, FailedNotebooks) switch
    {
        (true, 0) => "stopped before its end",
        (true, _) => $"stopped before its end; {FailedNotebooks} of {Words.Count(Notebooks, "chapter")} failed",
        (false, 0) when Notebooks == 1 => "the chapter holds",
        (false, 0) => $"all {Words.Count(Notebooks, "chapter")} hold",
        (false, _) when Notebooks == 1 => "the chapter failed",
        _ => $"{FailedNotebooks} of {Words.Count(Notebooks, "chapter")} failed",
    };

    /// <summary>In a line of numbers.</summary>
    public string Line => string.Join(" · ",
        new[]
        {
            Words.Count(Cells, "cell") + Rest((FailedCells, "failed"), (SkippedCells, "skipped"), (NotRunCells, "not run")),
            Words.Count(Claims, "claim") + Rest((BrokenClaims, "broken"), (UnjudgedClaims, "not judged")),
            Words.Count(Exercises, "exercise") + Rest((MisjudgedExercises, "misjudged"), (SkippedExercises, "skipped"), (UnreachedExercises, "not reached")),
        });

    private static string Rest(params (int Count, string Word)[] parts)
    {
        var some = parts.Where(part => part.Count > 0).Select(part => Words.Count(part.Count, part.Word, part.Word)).ToList();
        return some.Count == 0 ? "" : $" ({string.Join(", ", some)})";
    }
}
