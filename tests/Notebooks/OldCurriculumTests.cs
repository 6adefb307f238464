using System.Globalization;
using System.Text.Json.Nodes;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Notebook;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Tests.Notebooks;

/// <summary>The tasks of the curriculum that this course replaces, by its own numbers: each is an exercise here, so whoever finishes this course has done them all.</summary>
public sealed class OldCurriculumTests
{
    private static readonly (string Task, string Exercise, string What)[] Tasks =
    [
        ("MySQL 0", "04.1", "a table of users, made once however often it is run"),
        ("MySQL 1", "04.2", "the same with a country out of three"),
        ("MySQL 2", "03.4", "origins of bands, ranked by their fans"),
        ("MySQL 3", "03.5", "bands of one style by how long they lived"),
        ("MySQL 4", "05.7", "a trigger: an order decreases the stock"),
        ("MySQL 5", "05.8", "a trigger: a new address is not valid yet"),
        ("MySQL 6", "05.3", "a procedure that adds a bonus"),
        ("MySQL 7", "05.4", "a procedure that stores an average"),
        ("MySQL 8", "06.5", "an index on the first letter"),
        ("MySQL 9", "06.6", "an index on the first letter and the score"),
        ("MySQL 10", "05.2", "a function that divides safely"),
        ("MySQL 11", "05.1", "a view of who needs a meeting"),
        ("MySQL 12", "05.5", "a weighted average for one user"),
        ("MySQL 13", "05.6", "a weighted average for all"),
        ("MongoDB 0", "10.1", "list the databases"),
        ("MongoDB 1", "10.1", "create or use one"),
        ("MongoDB 2", "10.2", "insert"),
        ("MongoDB 3", "10.3", "list all"),
        ("MongoDB 4", "10.4", "match"),
        ("MongoDB 5", "10.5", "count"),
        ("MongoDB 6", "10.6", "update many"),
        ("MongoDB 7", "10.7", "delete many"),
        ("MongoDB 8", "11.1", "list all, from C#"),
        ("MongoDB 9", "11.2", "insert from arguments"),
        ("MongoDB 10", "11.3", "replace a school's topics"),
        ("MongoDB 11", "11.4", "schools by topic"),
        ("MongoDB 12", "11.5", "statistics of a web server's log"),
        ("MongoDB 13", "10.8", "names that start with a prefix"),
        ("MongoDB 14", "11.6", "students by average score"),
        ("MongoDB 15", "11.7", "statistics with the ten most frequent addresses"),
        ("Redis 0", "13.1", "store under a random key"),
        ("Redis 1", "13.2", "get back as it was; missing stays missing"),
        ("Redis 2", "13.3", "count the calls of a method"),
        ("Redis 3", "13.4", "keep the history of its calls"),
        ("Redis 4", "13.5", "replay it"),
        ("Redis 5", "14.1", "a page cached for ten seconds, counted"),
    ];

    public static TheoryData<string, string> Sets => [.. Tasks.Select(task => (task.Task, task.Exercise))];

    [Theory]
    [InlineData("MySQL", 14)]
    [InlineData("MongoDB", 16)]
    [InlineData("Redis", 6)]
    public void Every_task_is_listed_once(string store, int count) =>
        Tasks.Select(task => task.Task).Where(task => task.StartsWith(store + " ", StringComparison.Ordinal))
            .ShouldBe(Enumerable.Range(0, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"{store} {number}")));

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task A_task_of_the_old_curriculum_is_an_exercise_with_a_stub_and_a_check(string task, string exercise)
    {
        ExerciseRegistry.Course.All.ShouldContain(known => known.Id == exercise, $"{task} is set by no exercise {exercise}");
        var course = Course.Find(AppContext.BaseDirectory)!;
        var chapter = await NotebookDocument.ReadAsync(course.Resolve(exercise[..2]).Path, TestContext.Current.CancellationToken);
        chapter.Cells.ShouldContain(cell => (string?)(cell.Metadata["exercise"] as JsonValue) == exercise, $"{task}: chapter {exercise[..2]} has no stub for {exercise}");
        chapter.Cells.ShouldContain(cell => cell.Source.Contains($"Check.Exercise(\"{exercise}\"", StringComparison.Ordinal), $"{task}: {exercise} is not checked");
    }
}
