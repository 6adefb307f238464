using StorageCourse.Engine.Headless.Running;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>The same chapters on two kernels.</summary>
/// <param name="Ours">On the course's own kernel.</param>
/// <param name="Theirs">On the other.</param>
internal sealed record KernelComparison(RunReport Ours, RunReport Theirs)
{
    /// <summary>A run on another kernel compared with the run beside it; null where there is none.</summary>
    public static KernelComparison? Of(RunReport theirs) => theirs.Beside is { } ours ? new(ours, theirs) : null;

    /// <summary>The chapters, in the order of the course.</summary>
    public IReadOnlyList<ChapterComparison> Chapters { get; } = [.. Ours.Notebooks.Zip(Theirs.Notebooks, (ours, theirs) => new ChapterComparison(ours, theirs))];

    /// <summary>Whether no cell passed on one kernel that failed or was not reached on the other. A cell that one of them skips is no difference in this sense.</summary>
    public bool IsSame => Chapters.All(chapter => chapter.Differences.All(difference => difference.IsSkip));

    /// <summary>In a sentence.</summary>
    public string Verdict
    {
        get
        {
            var both = Chapters.Sum(chapter => chapter.PassedOnBoth);
            var differences = Chapters.Sum(chapter => chapter.Differences.Count(difference => !difference.IsSkip));
            var skips = Chapters.Sum(chapter => chapter.Differences.Count(difference => difference.IsSkip));
            return $"{Words.Count(both, "cell")} {(both == 1 ? "passes" : "pass")} on {Ours.Kernel} and on {Theirs.Kernel}"
                + (differences == 0 ? "" : $"; {Words.Count(differences, "cell")} on one of them only")
                + (skips == 0 ? "" : $"; {Words.Count(skips, "cell")} {(skips == 1 ? "is" : "are")} skipped by one of them");
        }
    }
}

/// <summary>One chapter on two kernels.</summary>
/// <param name="Ours">On the course's own kernel.</param>
/// <param name="Theirs">On the other.</param>
internal sealed record ChapterComparison(NotebookReport Ours, NotebookReport Theirs)
{
    /// <summary>The cells that ended differently.</summary>
    public IReadOnlyList<CellDifference> Differences { get; } =
        [.. Ours.Cells.Zip(Theirs.Cells, (ours, theirs) => new CellDifference(ours, theirs)).Where(pair => pair.Ours.Status != pair.Theirs.Status)];

    /// <summary>How many cells passed on both.</summary>
    public int PassedOnBoth => Pairs.Count();

    /// <summary>The time of the cells that passed on both: ours.</summary>
    public TimeSpan OurTime => TimeSpan.FromTicks(Pairs.Sum(pair => pair.First.Elapsed.Ticks));

    /// <summary>The time of the cells that passed on both: theirs.</summary>
    public TimeSpan TheirTime => TimeSpan.FromTicks(Pairs.Sum(pair => pair.Second.Elapsed.Ticks));

    private IEnumerable<(CellReport First, CellReport Second)> Pairs =>
        Ours.Cells.Zip(Theirs.Cells).Where(pair => pair is { First.Status: RunStatus.Passed, Second.Status: RunStatus.Passed });
}

/// <summary>A cell that ended differently on two kernels.</summary>
/// <param name="Ours">On the course's own kernel.</param>
/// <param name="Theirs">On the other.</param>
internal sealed record CellDifference(CellReport Ours, CellReport Theirs)
{
    /// <summary>Whether one kernel skipped it, for what it needs is not to be had there, and the other did not fail.</summary>
    public bool IsSkip => (Ours.Status, Theirs.Status) is (RunStatus.Skipped, RunStatus.Passed) or (RunStatus.Passed, RunStatus.Skipped);
}
