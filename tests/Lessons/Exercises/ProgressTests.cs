using System.Diagnostics;
using System.Text.Json.Nodes;
using StorageCourse.Engine.Headless;
using StorageCourse.Host;
using StorageCourse.Lessons.Exercises;
using StorageCourse.Platform;
using StorageCourse.Tests.Headless;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Lessons.Exercises;

/// <summary>The learner's record of what was solved, and how it is shown.</summary>
public sealed class ProgressTests : IDisposable
{
    private readonly CourseFolder course = new();
    private readonly Clock clock = new();

    private string FilePath => course.Path(".course", "progress.json");

    public void Dispose() => course.Dispose();

    [Fact]
    public async Task Attempts_count_up_to_the_first_right_answer_and_a_wrong_one_later_takes_nothing_away()
    {
        await RecordAsync("06.2", OutcomeStatus.Failed, OutcomeStatus.Error);
        (await LoadAsync())["06.2"].ShouldBe(new ExerciseProgress(2, OutcomeStatus.Error, clock.Day(1), Solved: null));
        await RecordAsync("06.2", OutcomeStatus.Passed, OutcomeStatus.Failed);
        (await LoadAsync())["06.2"].ShouldBe(new ExerciseProgress(3, OutcomeStatus.Failed, clock.Day(1), clock.Day(3)));
    }

    [Theory]
    [InlineData(OutcomeStatus.NotAttempted)]
    [InlineData(OutcomeStatus.Skipped)]
    public async Task A_stub_and_a_skip_count_for_nothing(OutcomeStatus status)
    {
        await RecordAsync("06.2", status);
        File.Exists(FilePath).ShouldBeFalse();
    }

    [Fact]
    public async Task Verdicts_of_several_notebooks_at_once_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(1, 40).Select(n => Task.Run(() => RecordAsync($"{n % 10:00}.1", OutcomeStatus.Failed))));
        var exercises = await LoadAsync();
        exercises.Count.ShouldBe(10);
        exercises.Values.ShouldAllBe(exercise => exercise.Attempts == 4);
        Directory.GetFiles(course.Path(".course"), "*.tmp").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "does not contain any JSON tokens")]
    [InlineData("{\"version\": 1, \"exercises\": {\"06.1\": {\"attem", "Expected end of string")]
    [InlineData("{\"version\": 1, \"exercises\": {\"06.1\": null}}", "nothing under 06.1")]
    [InlineData("{\"exercises\": {}}", "version")]
    [InlineData("{\"version\": 7, \"exercises\": {}}", "version 7 of its format; this course reads version 2")]
    public async Task A_file_that_can_not_be_read_is_kept_aside_and_a_new_one_begins(string content, string message)
    {
        course.Write(".course/progress.json", content);
        var notice = await new ProgressFile(FilePath, clock).RecordAsync("06.2", OutcomeStatus.Passed);
        notice.ShouldNotBeNull();
        notice.ShouldContain(message);
        var aside = Directory.GetFiles(course.Path(".course"), "progress-unread-*.json").ShouldHaveSingleItem();
        notice.ShouldContain(Path.GetFileName(aside));
        File.ReadAllText(aside).ShouldBe(content);
        (await LoadAsync()).Keys.ShouldBe(["06.2"]);
    }

    [Fact]
    public async Task A_file_of_before_querying_and_schema_design_changed_places_is_carried_over_once()
    {
        course.Write(".course/progress.json", """
            {
              "version": 1,
              "exercises": {
                "00.1": { "attempts": 1, "status": "passed", "tried": "2026-03-01T12:00:00+00:00", "solved": "2026-03-01T12:00:00+00:00" },
                "03.1": { "attempts": 3, "status": "failed", "tried": "2026-03-01T12:00:00+00:00", "solved": null },
                "04.1": { "attempts": 4, "status": "error", "tried": "2026-03-01T12:00:00+00:00", "solved": null },
                "04.10": { "attempts": 10, "status": "failed", "tried": "2026-03-01T12:00:00+00:00", "solved": null }
              }
            }
            """);
        var expected = new[] { ("00.1", 1), ("03.1", 4), ("03.10", 10), ("04.1", 3) };
        (await AttemptsAsync()).ShouldBe(expected);
        (await AttemptsAsync()).ShouldBe(expected, "reading exchanges nothing in the file");
        await RecordAsync("06.2", OutcomeStatus.Failed);
        (await AttemptsAsync()).ShouldBe([.. expected, ("06.2", 1)], "the file that was written knows today's numbers");

        async Task<IEnumerable<(string, int)>> AttemptsAsync() => (await LoadAsync()).Select(entry => (entry.Key, entry.Value.Attempts));
    }

    [Fact]
    public async Task Two_broken_files_in_one_second_are_both_kept()
    {
        foreach (var content in new[] { "first", "second" })
        {
            course.Write(".course/progress.json", content);
            (await new ProgressFile(FilePath, new Clock()).ReadAsync()).Notice.ShouldNotBeNull();
        }

        Directory.GetFiles(course.Path(".course"), "progress-unread-*.json").Select(File.ReadAllText).ShouldBe(["first", "second"], ignoreOrder: true);
    }

    [Fact]
    public async Task Where_nothing_can_be_written_the_verdict_stands_and_says_so()
    {
        course.Write(".course", "a file where the folder should be");
        var host = new RecordingHost { ["answer_00_1"] = 42 };
        var examiner = new Examiner(new ExerciseRegistry([new OneExercise()]), isSolved: false, new ProgressFile(FilePath, clock));
        (await examiner.ExamineAsync(host, "00.1", null)).Status.ShouldBe(OutcomeStatus.Passed);
        host.Text.ShouldContain($"your progress could not be kept in {FilePath}");
    }

    [Fact]
    public async Task A_verdict_is_kept_by_the_examiner_that_was_given_a_file()
    {
        var host = new RecordingHost { ["answer_00_1"] = 42 };
        await new Examiner(new ExerciseRegistry([new OneExercise()]), isSolved: false, new ProgressFile(FilePath, clock)).ExamineAsync(host, "00.1", null);
        (await LoadAsync())["00.1"].Solved.ShouldNotBeNull();
        host.Displays.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false, "0")]
    [InlineData(true, "1")]
    public void Only_a_run_that_grades_a_learners_notebook_counts(bool isGrading, string expected) =>
        (course.Options with { Grading = isGrading }).EnvironmentFor(course.Course)[CourseEnvironment.Progress].ShouldBe(expected);

    [Fact]
    public async Task A_report_has_the_chapters_exercises_in_the_notebooks_order_and_the_next_one_after_the_last_that_was_solved()
    {
        AddChapter("00-welcome", "00 · Welcome", "00.1");
        AddChapter("06-indexes", "06 · Indexes & <trees>", "06.1", "06.2", "06.10");
        course.Write("notebooks/07-broken.ipynb", "{");
        await RecordAsync("06.1", OutcomeStatus.Failed, OutcomeStatus.Passed);
        await RecordAsync("06.2", OutcomeStatus.Failed);

        var report = await ReportAsync();
        report.ToString().ReplaceLineEndings("\n").ShouldContain("""
            1 of 4 exercises solved, 0 of 2 chapters complete

              00 Welcome            ○     0 of 1
              06 Indexes & <trees>  ✓◐○   1 of 3

              Next: 06.2 · 
            """.ReplaceLineEndings("\n"));
        report.Notices.ShouldHaveSingleItem().ShouldStartWith("07-broken.ipynb could not be read");
    }

    [Fact]
    public async Task The_page_stands_alone_and_shows_names_as_they_are()
    {
        AddChapter("06-indexes", "06 · Indexes & <trees>", "06.1", "06.2");
        await RecordAsync("06.1", OutcomeStatus.Passed);
        var page = ProgressHtml.Page(await ReportAsync());
        page.ShouldContain("Indexes &amp; &lt;trees&gt;");
        page.ShouldContain("1 of 2");
        page.ShouldContain("prefers-color-scheme:dark");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("http");
        page.ShouldNotContain("src=");
    }

    [Fact]
    public async Task Course_check_keeps_the_verdict_course_run_does_not_and_course_progress_shows_it()
    {
        Directory.CreateSymbolicLink(course.Path("helpers"), Path.Combine(Course.Find(AppContext.BaseDirectory)!.Root, "helpers"));
        // 06.4 is judged without a server.
        course.Add("06-merge", ("#!import ../helpers/setup.csx", null), (
            "await Check.Exercise(\"06.4\", (IReadOnlyList<IEnumerable<(int Key, string? Value)>> runs, bool dropDeleted) => runs.SelectMany(run => run));",
            new JsonObject { ["exercise"] = "06.4" }));
        await EngineAsync("run", "--no-install");
        File.Exists(FilePath).ShouldBeFalse();
        (await EngineAsync("check", "06", "--no-install")).ShouldContain("06.4");
        (await LoadAsync())["06.4"].Status.ShouldBe(OutcomeStatus.Failed);
        var output = await EngineAsync("progress");
        output.ShouldContain("0 of 1 exercises solved, 0 of 1 chapters complete");
        output.ShouldContain("Next: 06.4 · merge without memory");
        output.ShouldContain(course.Path("out", "progress.html"));
        (await File.ReadAllTextAsync(course.Path("out", "progress.html"), TestContext.Current.CancellationToken)).ShouldContain("<li class=\"tried\">");
    }

    private Task<ProgressReport> ReportAsync() => ProgressReport.ReadAsync(course.Path(), new ExerciseRegistry([]), clock);

    private void AddChapter(string name, string title, params string[] exercises)
    {
        course.Add(name, [.. exercises.Select(id => ("print", (JsonObject?)new JsonObject { ["exercise"] = id }))]);
        var path = course.Path("notebooks", name + ".ipynb");
        File.WriteAllText(path, File.ReadAllText(path).Replace($"# {name}", $"# {title}", StringComparison.Ordinal));
    }

    private async Task RecordAsync(string id, params OutcomeStatus[] verdicts)
    {
        foreach (var verdict in verdicts) (await new ProgressFile(FilePath, clock).RecordAsync(id, verdict)).ShouldBeNull();
    }

    private async Task<IReadOnlyDictionary<string, ExerciseProgress>> LoadAsync()
    {
        var (exercises, notice) = await new ProgressFile(FilePath, clock).ReadAsync();
        notice.ShouldBeNull();
        return exercises;
    }

    private async Task<string> EngineAsync(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "storage-course.exe" : "storage-course");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = course.Path() };
        start.Environment[CourseEnvironment.Root] = course.Path();
        using var engine = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(3));
        try
        {
            var errors = engine.StandardError.ReadToEndAsync(deadline.Token);
            var output = await engine.StandardOutput.ReadToEndAsync(deadline.Token);
            await engine.WaitForExitAsync(deadline.Token);
            return output + await errors;
        }
        finally
        {
            if (!engine.HasExited) engine.Kill(entireProcessTree: true);
        }
    }

    /// <summary>A day passes between two looks.</summary>
    private sealed class Clock : TimeProvider
    {
        private int days;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public DateTimeOffset Day(int day) => new(2026, 3, day, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Day(Interlocked.Increment(ref days) % 28 + 1).AddDays(-1);
    }

    private sealed class OneExercise : IChapter
    {
        public IReadOnlyList<Exercise> Exercises => [new("00.1", "the answer", _ => Task.FromResult(Verdict.Passed("Because."))) { Hints = ["a", "b", "c"] }];
    }
}
