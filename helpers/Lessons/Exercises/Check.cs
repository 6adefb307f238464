using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Lessons.Exercises;
using StorageCourse.Platform;

namespace StorageCourse;

/// <summary>Judges the answers to a chapter's exercises: ○ not attempted, ✗ not yet, with a hint that gets more concrete each time, ✓ right, with the reason.</summary>
public static class Check
{
    private static readonly Lazy<Examiner> Examiner = new(() => new(ExerciseRegistry.Course, CourseEnvironment.IsSolved, CourseEnvironment.KeepsProgress ? ProgressFile.OfLearner() : null));

    /// <summary>Judges an exercise whose answer is a query (<c>--name answer_06_2</c>) or a change of the server's state.</summary>
    /// <param name="id">Chapter and number: "06.2".</param>
    /// <exception cref="ArgumentException">There is no such exercise.</exception>
    public static Task Exercise(string id) => ExamineAsync(id, code: null);

    /// <summary>Judges an exercise whose answer is C#.</summary>
    /// <param name="id">Chapter and number: "13.1".</param>
    /// <param name="answer">The code, or what makes it: <c>() => new Cache(db)</c>.</param>
    /// <exception cref="ArgumentException">There is no such exercise.</exception>
    public static Task Exercise(string id, Delegate answer) => ExamineAsync(id, answer);

    /// <summary>Shows what you have solved so far, chapter by chapter. <c>./course progress</c> shows the same as a page.</summary>
    public static async Task Progress() => CourseHost.Current.Display((await ProgressReport.ReadAsync()).ToBundle());

    private static async Task ExamineAsync(string id, Delegate? code)
    {
        try
        {
            await Examiner.Value.ExamineAsync(CourseHost.Current, id, code);
        }
        catch (CellSkippedException skip)
        {
            // Shown here, for .NET Interactive would take it for the cell's failure.
            CourseHost.Current.Display(SkipNotice.Render(skip));
        }
    }
}
