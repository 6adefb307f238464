using System.Text.Json.Nodes;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Headless.Answers;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Host;

namespace StorageCourse.Tests.Headless;

public sealed class AnswersTests : IDisposable
{
    private const string Trials = """
        ```text exercise=01.1 wrong="not that"
        answer left
        ```
        ```text exercise=01.1 alternative
        answer also right
        ```
        """;

    private const string Solution = """
        # Solutions
        Say it:
        ```text exercise=01.1
        answer right
        ```
        """;

    private readonly CourseFolder course = new();

    public void Dispose() => course.Dispose();

    [Fact]
    public async Task Stubs_as_they_stand_must_be_not_attempted()
    {
        Chapter("# your answer");
        var report = await course.RunAsync();
        report.IsSuccess.ShouldBeTrue();
        report.Notebooks[0].Exercises.ShouldHaveSingleItem().Status.ShouldBe(OutcomeStatus.NotAttempted);
    }

    [Fact]
    public async Task A_stub_that_passes_as_it_stands_is_misjudged()
    {
        Chapter("answer right");
        var report = await course.RunAsync();
        report.IsSuccess.ShouldBeFalse();
        report.Notebooks[0].Problems.ShouldHaveSingleItem().Title.ShouldBe("exercise 01.1 is misjudged: passed");
    }

    [Fact]
    public async Task A_solved_run_tries_wrong_answers_then_alternatives_then_the_solution_which_stays()
    {
        Chapter("#!text --name x\n# your answer");
        course.Write("notebooks/solutions/01-x.md", Solution);
        course.Write("tests/Notebooks/answers/01.md", Trials);
        var report = await course.RunAsync(options => options with { Solved = true });
        report.Notebooks[0].Problems.ShouldBeEmpty();
        report.IsSuccess.ShouldBeTrue();
        var exercise = report.Notebooks[0].Exercises.ShouldHaveSingleItem();
        exercise.Status.ShouldBe(OutcomeStatus.Passed);
        exercise.Trials.Select(trial => $"{trial.Kind} {trial.Status} {trial.Detail}").ShouldBe(
            ["wrong Failed you said \"left\"", "alternative Passed you said \"also right\"", "solution Passed you said \"right\""]);
        course.Executed("01-x").Cells[2].Source.ShouldBe("#!text --name x\nanswer right");
        course.Executed("01-x").Cells[4].Outputs.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Answers_that_are_judged_otherwise_than_they_are_marked_fail_the_run()
    {
        Chapter("# your answer");
        course.Write("notebooks/solutions/01-x.md", Solution);
        course.Write("tests/Notebooks/answers/01.md", Trials.Replace("left", "right", StringComparison.Ordinal).Replace("also right", "other", StringComparison.Ordinal));
        var report = await course.RunAsync(options => options with { Solved = true });
        var problem = report.Notebooks[0].Problems.ShouldHaveSingleItem();
        problem.Title.ShouldBe("exercise 01.1 is misjudged");
        problem.Detail.ShouldBe("wrong (01.md:1) \"not that\": passed: you said \"right\"\nalternative (01.md:4): failed: you said \"other\"");
    }

    [Fact]
    public async Task A_right_answer_whose_cell_fails_is_misjudged()
    {
        Chapter("# your answer");
        course.Write("notebooks/solutions/01-x.md", Solution);
        course.Write("tests/Notebooks/answers/01.md", Trials.Replace("answer also right", "answer also right\nfail badly", StringComparison.Ordinal));
        var report = await course.RunAsync(options => options with { Solved = true });
        report.Notebooks[0].Problems.ShouldHaveSingleItem().Detail.ShouldContain("cell 2: Failure: badly");
        report.Notebooks[0].Cells.ShouldAllBe(cell => cell.Status == RunStatus.Passed);
    }

    [Theory]
    [InlineData("", "", "found none")]
    [InlineData(Solution, "", "found only: solution")]
    public async Task An_exercise_without_answers_on_file_is_misjudged(string solution, string trials, string found)
    {
        Chapter("# your answer");
        course.Write("notebooks/solutions/01-x.md", solution);
        course.Write("tests/Notebooks/answers/01.md", trials);
        var report = await course.RunAsync(options => options with { Solved = true });
        report.Notebooks[0].Problems.ShouldHaveSingleItem().Detail.ShouldBe($"expected a wrong answer, an alternative and a solution on file, {found}");
    }

    [Fact]
    public async Task A_stub_that_no_cell_checks_says_so()
    {
        course.Add("01-x", ("# your answer", Exercise()), ("print no check", null));
        var report = await course.RunAsync();
        report.Notebooks[0].Problems.ShouldHaveSingleItem().Detail.ShouldContain("no cell after its stub calls Check.Exercise(\"01.1\")");
    }

    [Fact]
    public async Task A_learners_broken_answer_does_not_keep_the_other_exercises_from_being_graded()
    {
        course.Add(
            "01-x", ("fail a typo", Exercise()), ("await Check.Exercise(\"01.1\")", null),
            ("answer right", Exercise("01.2")), ("await Check.Exercise(\"01.2\")", null));
        var report = await course.RunAsync(options => options with { Grading = true });
        report.Notebooks[0].Problems.ShouldBeEmpty();
        report.Notebooks[0].Exercises.Select(exercise => (exercise.Status, exercise.Detail)).ShouldBe([(OutcomeStatus.Error, "cell 1: Failure: a typo"), (OutcomeStatus.Passed, "you said \"right\"")]);
    }

    [Fact]
    public void Fences_are_read_with_their_marks_parts_and_places()
    {
        var answers = AnswerFile.Parse("""
            text
            ```csharp
            not an answer
            ```
            - in a list

              ````sql exercise=06.2 wrong="reads 300 pages, not \8"
              select '```'
              ````
            ```csharp exercise=06.2 alternative
            a
            ```
            ```csharp exercise=06.2 part=2
            b
            ```
            """, "06.md", areTrials: true);
        answers.Select(answer => (answer.Exercise, answer.Kind, answer.Note, string.Join('|', answer.Parts), answer.Place)).ShouldBe(
        [
            ("06.2", AnswerKind.Wrong, "reads 300 pages, not \\8", "select '```'", "06.md:7"),
            ("06.2", AnswerKind.Alternative, "", "a|b", "06.md:10"),
        ]);
    }

    [Theory]
    [InlineData("```sql exercise=1.1\n```", true, "x.md:1: expected the fence to be marked")]
    [InlineData("\n```sql exercise=1.1 wrong=\"x\"\n```", false, "x.md:2: expected a solution")]
    [InlineData("```sql exercise=1.1 part=2\n```", false, "x.md:1: expected part=2 to follow")]
    public void A_fence_that_can_not_be_understood_says_where_it_is(string markdown, bool areTrials, string message) =>
        Should.Throw<UsageException>(() => AnswerFile.Parse(markdown, "x.md", areTrials)).Message.ShouldStartWith(message);

    private void Chapter(string stub) =>
        course.Add("01-x", ("print setup", null), (stub, Exercise()), ("print between", null), ("await Check.Exercise(\"01.1\")", null), ("print after", null));

    private static JsonObject Exercise(string id = "01.1") => new() { ["exercise"] = id };
}
