using StorageCourse.Host;
using StorageCourse.Lessons.Exercises;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Lessons.Exercises;

public sealed class ExaminerTests
{
    private readonly RecordingHost host = new();
    private int undone;

    [Fact]
    public async Task A_missing_result_is_not_attempted_and_counts_as_no_failure()
    {
        (await Examine()).Status.ShouldBe(OutcomeStatus.NotAttempted);
        host.Text.ShouldStartWith("○ 99.1 · the answer");
    }

    [Fact]
    public async Task Hints_get_more_concrete_with_each_failure_and_begin_again_after_success()
    {
        var examiner = Learner();
        host["answer_99_1"] = 41;
        (await examiner.ExamineAsync(host, "99.1", null)).Detail.ShouldBe("Saw 41. Hint 1: think");
        (await examiner.ExamineAsync(host, "99.1", null)).Detail.ShouldBe("Saw 41. Hint 2: add one");
        (await examiner.ExamineAsync(host, "99.1", null)).Detail.ShouldBe("Saw 41. Hint 3: 42");
        (await examiner.ExamineAsync(host, "99.1", null)).Detail.ShouldBe("Saw 41. Hint 3: 42");
        host["answer_99_1"] = 42;
        (await examiner.ExamineAsync(host, "99.1", null)).Detail.ShouldBe("Because.");
        host["answer_99_1"] = 41;
        (await examiner.ExamineAsync(host, "99.1", null)).Detail.ShouldBe("Saw 41. Hint 1: think");
    }

    [Fact]
    public async Task A_solved_run_gives_no_hints()
    {
        host["answer_99_1"] = 41;
        (await new Examiner(Registry(), isSolved: true).ExamineAsync(host, "99.1", null)).Detail.ShouldBe("Saw 41.");
    }

    [Theory]
    [InlineData(41, false, 1)]
    [InlineData(42, false, 0)]
    [InlineData(41, true, 1)]
    [InlineData(42, true, 1)]
    public async Task What_an_answer_left_behind_is_removed_unless_a_learner_got_it_right(int answer, bool isSolved, int expected)
    {
        host["answer_99_1"] = answer;
        await new Examiner(Registry(), isSolved).ExamineAsync(host, "99.1", null);
        undone.ShouldBe(expected);
    }

    [Fact]
    public async Task A_result_of_another_type_is_an_error_that_names_both()
    {
        host["answer_99_1"] = "42";
        var outcome = await Examine();
        outcome.Status.ShouldBe(OutcomeStatus.Error);
        outcome.Detail.ShouldContain("expected answer_99_1 to be a Int32, got a String");
    }

    [Fact]
    public async Task A_stub_deep_inside_the_answers_code_is_not_attempted()
    {
        (await Learner().ExamineAsync(host, "99.2", new Action(() => throw new AggregateException(new InvalidOperationException("outer", new NotAttempted()))))).Status.ShouldBe(OutcomeStatus.NotAttempted);
        (await Learner().ExamineAsync(host, "99.2", new Action(() => throw new InvalidOperationException("broken")))).Detail.ShouldContain("InvalidOperationException: broken");
        (await Learner().ExamineAsync(host, "99.2", () => { })).Status.ShouldBe(OutcomeStatus.Passed);
    }

    [Fact]
    public async Task Code_of_another_shape_is_an_error_that_names_both()
    {
        var outcome = await Learner().ExamineAsync(host, "99.2", (int n) => Task.FromResult(n));
        outcome.Detail.ShouldContain("to be given a Action, got a Func<Int32, Task<Int32>>");
    }

    [Fact]
    public async Task An_unknown_exercise_is_an_error_that_lists_the_known() =>
        (await Should.ThrowAsync<ArgumentException>(() => Learner().ExamineAsync(host, "99.9", null))).Message.ShouldStartWith("expected one of the exercises 99.1, 99.2, got \"99.9\"");

    [Fact]
    public async Task An_exercise_whose_store_is_missing_skips_the_cell() =>
        await Should.ThrowAsync<CellSkippedException>(() => Learner().ExamineAsync(host, "99.2", new Action(() => throw new CellSkippedException("store:x", "no x here"))));

    [Fact]
    public async Task The_outcome_travels_in_the_bundle()
    {
        host["answer_99_1"] = 42;
        await Examine();
        Outcome.FromJson(host.Displays[^1].Data[MimeType.Outcome]).ShouldBeEquivalentTo(new Outcome(OutcomeKind.Exercise, "99.1", OutcomeStatus.Passed, "the answer", "Because."));
    }

    [Fact]
    public void Every_exercise_of_the_course_has_three_hints() =>
        ExerciseRegistry.Course.All.ShouldAllBe(exercise => exercise.Hints.Count == 3);

    private Task<Outcome> Examine() => Learner().ExamineAsync(host, "99.1", null);

    private Examiner Learner() => new(Registry(), isSolved: false);

    private ExerciseRegistry Registry() => new([new Chapter99(() => undone++)]);

    private sealed class Chapter99(Action undo) : IChapter
    {
        public IReadOnlyList<Exercise> Exercises =>
        [
            new("99.1", "the answer", attempt => Task.FromResult(attempt.Result<int>() == 42 ? Verdict.Passed("Because.") : Verdict.Failed($"Saw {attempt.Result<int>()}.")))
            {
                Hints = ["think", "add one", "42"],
                UndoAsync = _ =>
                {
                    undo();
                    return Task.CompletedTask;
                },
            },
            new("99.2", "the code", attempt =>
            {
                attempt.CodeAs<Action>()();
                return Task.FromResult(Verdict.Passed("It ran."));
            }) { Hints = ["a", "b", "c"] },
        ];
    }
}
