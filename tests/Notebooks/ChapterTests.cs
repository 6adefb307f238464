using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Headless.Answers;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Notebooks;

/// <summary>What holds for every chapter by the rules for chapters, seen without running it.</summary>
public sealed partial class ChapterTests
{
    private static readonly Course Course = Course.Find(AppContext.BaseDirectory)!;

    public static TheoryData<string> Chapters => [.. Course.Notebooks().Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task A_chapter_is_committed_without_outputs_and_with_stable_ids(string name)
    {
        var notebook = await ReadAsync(name);
        foreach (var cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            cell.Outputs.ShouldBeEmpty($"cell {cell.Id} has outputs");
            cell.ExecutionCount.ShouldBeNull();
        }

        var ids = notebook.Cells.Select(cell => cell.Id).ToArray();
        var prefix = name[..2] + "-";
        ids.ShouldAllBe(id => id!.StartsWith(prefix, StringComparison.Ordinal));
        ids.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task A_chapter_names_our_kernel_and_runs_as_csharp_on_the_old_engine(string name)
    {
        var metadata = (await ReadAsync(name)).Metadata;
        ((string?)metadata["kernelspec"]!["name"]).ShouldBe("storage-course");
        ((string?)metadata["kernelspec"]!["language"]).ShouldBe("C#");
        ((string?)metadata["polyglot_notebook"]!["defaultKernelName"]).ShouldBe("csharp");
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task A_chapter_begins_with_its_question_what_you_can_do_afterwards_minutes_and_stores(string name)
    {
        var notebook = await ReadAsync(name);
        var first = notebook.Cells[0].Source;
        first.ShouldStartWith($"# {name[..2]} · ");
        first.ShouldMatch(@"\n\*[A-Z].*\?\*\n");
        first.ShouldContain("**Afterwards you can**");
        first.ShouldMatch(@"\*\*Time\*\* about \d+ minutes");
        first.ShouldContain("**Stores**");
        notebook.Cells.First(cell => cell.Kind == CellKind.Code).Source.ShouldStartWith("#!import ../helpers/setup.csx");
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Before_every_measurement_stands_a_prediction(string name)
    {
        var predictions = 0;
        foreach (var cell in (await ReadAsync(name)).Cells)
        {
            if (cell.Kind == CellKind.Markdown && cell.Source.Contains("**Predict.**", StringComparison.Ordinal)) predictions++;
            if (cell.Kind != CellKind.Code || !Measurement().IsMatch(cell.Source)) continue;
            predictions.ShouldBeGreaterThan(0, $"cell {cell.Id} measures what nobody was asked to predict");
            predictions = 0;
        }
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Every_exercise_has_a_stub_a_check_a_solution_a_wrong_and_an_alternative_answer(string name)
    {
        var notebook = await ReadAsync(name);
        var stubs = notebook.Cells.Select(cell => (string?)(cell.Metadata["exercise"] as JsonValue)).OfType<string>().Distinct().ToArray();
        var number = name[..2];
        var solutions = AnswerFile.Read(Path.Combine(Course.Root, "notebooks", "solutions", Path.ChangeExtension(name, ".md")), areTrials: false);
        var trials = AnswerFile.Read(Path.Combine(Course.Root, "tests", "Notebooks", "answers", number + ".md"), areTrials: true);
        stubs.ShouldNotBeEmpty();
        foreach (var exercise in stubs)
        {
            notebook.Cells.ShouldContain(cell => cell.Source.Contains($"Check.Exercise(\"{exercise}\"", StringComparison.Ordinal), $"{exercise} has no check");
            solutions.ShouldContain(answer => answer.Exercise == exercise, $"{exercise} has no solution");
            trials.ShouldContain(answer => answer.Exercise == exercise && answer.Kind == AnswerKind.Wrong, $"{exercise} has no wrong answer");
            trials.ShouldContain(answer => answer.Exercise == exercise && answer.Kind == AnswerKind.Alternative, $"{exercise} has no alternative");
        }
    }

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task No_link_to_a_file_is_dead(string name)
    {
        foreach (var cell in (await ReadAsync(name)).Cells.Where(cell => cell.Kind == CellKind.Markdown))
        {
            foreach (var target in Link().Matches(cell.Source).Select(match => match.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal) && target[0] != '#'))
                File.Exists(Path.Combine(Course.Root, "notebooks", target.Split('#')[0])).ShouldBeTrue($"cell {cell.Id} links to {target}");
        }
    }

    [Fact]
    public void The_readme_links_to_every_chapter_that_stands_and_to_no_other()
    {
        var readme = File.ReadAllText(Path.Combine(Course.Root, "README.md"));
        var linked = Link().Matches(readme).Select(match => match.Groups["target"].Value).Where(target => target.EndsWith(".ipynb", StringComparison.Ordinal)).Select(Path.GetFileName).Distinct();
        linked.ShouldBe(Course.Notebooks().Select(file => Path.GetFileName(file.Path)), ignoreOrder: true);
    }

    private static Task<NotebookDocument> ReadAsync(string name) => NotebookDocument.ReadAsync(
        Course.Notebooks().Single(file => file.Name == name).Path, TestContext.Current.CancellationToken);

    [GeneratedRegex(@"Bench\.(Compare|Curve|Throughput)")]
    private static partial Regex Measurement();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();
}
