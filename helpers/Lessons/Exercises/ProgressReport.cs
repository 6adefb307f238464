using System.Globalization;
using System.Text;
using StorageCourse.Host;
using StorageCourse.Lessons.Exercises;
using StorageCourse.Platform;

namespace StorageCourse;

/// <summary>How far a learner has come: each chapter with its exercises, solved, tried or still open.</summary>
public sealed class ProgressReport : IDisplayable
{
    internal ProgressReport(IReadOnlyList<ChapterProgress> chapters, IReadOnlyList<string> notices, DateTimeOffset now)
    {
        Chapters = chapters;
        Notices = notices;
        Now = now;
    }

    internal IReadOnlyList<ChapterProgress> Chapters { get; }

    /// <summary>What was wrong with a file.</summary>
    internal IReadOnlyList<string> Notices { get; }

    internal DateTimeOffset Now { get; }

    internal IEnumerable<ExerciseStanding> Exercises => Chapters.SelectMany(chapter => chapter.Exercises);

    internal int Solved => Exercises.Count(exercise => exercise.IsSolved);

    internal int Complete => Chapters.Count(chapter => chapter.IsComplete);

    /// <summary>Where to go on: the first exercise that is not solved, after the one that was solved last.</summary>
    internal ExerciseStanding? Next
    {
        get
        {
            var all = Exercises.ToList();
            var last = all.Where(exercise => exercise.IsSolved).MaxBy(exercise => exercise.Record!.Solved);
            return all.SkipWhile(exercise => last is not null && exercise != last).FirstOrDefault(exercise => !exercise.IsSolved)
                ?? all.FirstOrDefault(exercise => !exercise.IsSolved);
        }
    }

    /// <summary>Reads the learner's record and the chapters of the course that this process runs in.</summary>
    /// <exception cref="InvalidOperationException">There is no course here.</exception>
    public static async Task<ProgressReport> ReadAsync() => await ReadAsync(Root(), ExerciseRegistry.Course, TimeProvider.System);

    /// <summary>Writes the page <c>out/progress.html</c> in the course's folder.</summary>
    /// <returns>A table for a terminal, and where the page is.</returns>
    /// <exception cref="InvalidOperationException">There is no course here.</exception>
    /// <exception cref="IOException">The page could not be written.</exception>
    public static async Task<string> WritePageAsync()
    {
        var report = await ReadAsync();
        var page = Path.Combine(Root(), "out", "progress.html");
        await AtomicFile.WriteAsync(page, ProgressHtml.Page(report));
        return $"{report}\n\n  {page}";
    }

    /// <inheritdoc/>
    public Bundle ToBundle() => Bundle.Html(ProgressHtml.Fragment(report: this), ToString());

    /// <summary>A table for a terminal: a sign for each exercise.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var notice in Notices) text.Append("! ").Append(notice).Append('\n');
        text.Append(Summary).Append('\n');
        var widths = (Title: Chapters.Select(chapter => chapter.Title.Length).DefaultIfEmpty().Max(), Signs: Chapters.Select(chapter => chapter.Exercises.Count).DefaultIfEmpty().Max());
        foreach (var chapter in Chapters)
        {
            var signs = string.Concat(chapter.Exercises.Select(exercise => exercise.Sign)).PadRight(widths.Signs);
            var count = string.Create(CultureInfo.InvariantCulture, $"{chapter.Solved,2} of {chapter.Exercises.Count,-2}");
            text.Append(CultureInfo.InvariantCulture, $"\n  {chapter.Number} {chapter.Title.PadRight(widths.Title)}  {signs}  {(chapter.IsComplete ? count + "  complete" : count.TrimEnd())}");
        }

        if (Next is { } next) text.Append(CultureInfo.InvariantCulture, $"\n\n  Next: {next.Id} · {next.Title}");
        return text.ToString();
    }

    internal string Summary => string.Create(CultureInfo.InvariantCulture, $"{Solved} of {Exercises.Count()} exercises solved, {Complete} of {Chapters.Count} chapters complete");

    internal static async Task<ProgressReport> ReadAsync(string root, ExerciseRegistry registry, TimeProvider clock)
    {
        var (chapters, notices) = CourseChapters.Read(root);
        var (records, notice) = await new ProgressFile(Path.Combine(root, ".course", "progress.json"), clock).ReadAsync();
        var titles = registry.All.ToDictionary(exercise => exercise.Id, exercise => exercise.Title, StringComparer.Ordinal);
        return new(
            [
                .. chapters.Select(chapter => new ChapterProgress(
                    chapter.Number, chapter.Title, [.. chapter.Exercises.Select(id => new ExerciseStanding(id, titles.GetValueOrDefault(id, ""), records.GetValueOrDefault(id)))])),
            ],
            notice is null ? notices : [notice, .. notices],
            clock.GetLocalNow());
    }

    private static string Root() => CourseEnvironment.FindRoot(Directory.GetCurrentDirectory())
        ?? throw new InvalidOperationException("expected the course's folder, with notebooks/ and helpers/ in it, here or above; set COURSE_ROOT to it");
}

/// <summary>A chapter's exercises and how they stand.</summary>
internal sealed record ChapterProgress(string Number, string Title, IReadOnlyList<ExerciseStanding> Exercises)
{
    public int Solved => Exercises.Count(exercise => exercise.IsSolved);

    public bool IsComplete => Exercises.Count > 0 && Solved == Exercises.Count;
}

/// <summary>An exercise and what the learner did about it; null: nothing yet.</summary>
internal sealed record ExerciseStanding(string Id, string Title, ExerciseProgress? Record)
{
    public bool IsSolved => Record?.Solved is not null;

    public string Sign => IsSolved ? "✓" : Record is not null ? "◐" : "○";
}
