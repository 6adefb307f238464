using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Notebook;
using StorageCourse.Lessons.Exercises;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Headless;

/// <summary><c>course new</c>, in a copy of the course.</summary>
public sealed class NewChapterTests : IDisposable
{
    private static readonly Course Original = Course.Find(AppContext.BaseDirectory)!;
    private static readonly Dictionary<string, string?> Here = new() { [CourseEnvironment.Root] = null };
    private readonly CourseFolder copy = new();

    public NewChapterTests()
    {
        foreach (var folder in new[] { "", "helpers", "docstore" }) Copy(folder, SearchOption.TopDirectoryOnly);
        foreach (var folder in new[] { "docs", ".vscode", "notebooks", "helpers/Chapters", "tests/Notebooks" }) Copy(folder, SearchOption.AllDirectories);
    }

    public void Dispose() => copy.Dispose();

    [Fact]
    public async Task A_new_chapter_passes_the_tests_of_chapters()
    {
        var number = Free();
        var made = await NewAsync(number, "Où l’eau va");
        made.ExitCode.ShouldBe(0, made.Errors);
        made.Output.ShouldContain($"notebooks/{number}-ou-l-eau-va.ipynb");

        // Those who ask for the exercises in the compiled helpers can't know it; see the test below.
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Tests.exe" : "Tests"),
        [
            "-noLogo", "-noColor", "-class", "*.ChapterTests", "-class", "*.ChapterStructureTests", "-class", "*.EngineRulesTests",
            "-method-", "*the_registry_knows_no_others",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[CourseEnvironment.Root] = copy.Course.Root;
        using var tests = Process.Start(start)!;
        var errors = tests.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await tests.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tests.WaitForExitAsync(TestContext.Current.CancellationToken);
        tests.ExitCode.ShouldBe(0, output + await errors);
        output.ShouldContain("Failed: 0");
    }

    [Fact]
    public async Task Its_exercises_compile_and_have_their_texts()
    {
        var number = Free();
        (await NewAsync(number, "Query tuning")).ExitCode.ShouldBe(0);
        var room = copy.Path("helpers", "Chapters", number);
        var notebook = await NotebookDocument.ReadAsync(copy.Path("notebooks", $"{number}-query-tuning.ipynb"), TestContext.Current.CancellationToken);
        var stubs = notebook.Cells.Select(cell => (string?)(cell.Metadata["exercise"] as JsonValue)).OfType<string>().ToList();
        var texts = ChapterTexts.Parse(await File.ReadAllTextAsync(Path.Combine(room, "texts.md"), TestContext.Current.CancellationToken), "texts.md");
        texts.Exercises.Select(exercise => exercise.Id).ShouldBe(stubs);
        texts.Exercises.ShouldAllBe(exercise => exercise.Hints.Count == 3);

        var source = await File.ReadAllTextAsync(Path.Combine(room, $"Chapter{number}.cs"), TestContext.Current.CancellationToken);
        foreach (var id in stubs) source.ShouldContain($"texts[\"{id}\"]");
        var usings = CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.Threading.Tasks;", cancellationToken: TestContext.Current.CancellationToken);
        // Named as this assembly, to which the helpers show what is internal.
        var compilation = CSharpCompilation.Create("Tests", [CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken), usings],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity >= DiagnosticSeverity.Warning && found.Id != "CS1701").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_planned_chapter_keeps_its_question_and_its_stores_in_the_readme_and_takes_the_question_over()
    {
        copy.Write("README.md", "| 00 | [Welcome](x): well? | all | ready |\n| 97 | Query tuning: where does the time go? | PostgreSQL | planned |\n| 98 | Later. | all | planned |\n");
        (await NewAsync("97", "Query tuning")).ExitCode.ShouldBe(0);
        (await NewAsync("96", "Before it")).ExitCode.ShouldBe(0);
        (await File.ReadAllLinesAsync(copy.Path("README.md"), TestContext.Current.CancellationToken)).ShouldBe(
        [
            "| 00 | [Welcome](x): well? | all | ready |",
            "| 96 | [Before it](notebooks/96-before-it.ipynb): what is the question? | not yet known | being written |",
            "| 97 | [Query tuning](notebooks/97-query-tuning.ipynb): where does the time go? | PostgreSQL | being written |",
            "| 98 | Later. | all | planned |",
        ]);
        (await File.ReadAllTextAsync(copy.Path("notebooks", "97-query-tuning.ipynb"), TestContext.Current.CancellationToken)).ShouldContain("*Where does the time go?*");
    }

    [Theory]
    [InlineData("06", "Query tuning", "expected a number that no chapter has, got 06: there is 06-indexes.ipynb")]
    [InlineData("6", "Query tuning", "got 6: there is 06-indexes.ipynb")]
    [InlineData("100", "Query tuning", "expected a chapter's number from 00 to 99, got \"100\"")]
    [InlineData("six", "Query tuning", "got \"six\"")]
    [InlineData("97", " 2 + 2 ", "expected a title with letters from a to z")]
    [InlineData("97", "", "expected a title with letters from a to z")]
    [InlineData("97", "a | b", "expected a title of letters, digits, blanks and ,'’+-/(), got \"a | b\"")]
    public async Task What_can_not_be_a_chapter_is_refused_and_nothing_is_written(string number, string title, string message)
    {
        var before = Files();
        var refused = await NewAsync(number, title);
        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldContain(message);
        Files().ShouldBe(before);
    }

    [Fact]
    public async Task A_file_of_such_a_chapter_that_is_there_already_stays_and_nothing_is_written()
    {
        copy.Write("tests/Notebooks/answers/97.md", "mine");
        var before = Files();
        var refused = await NewAsync("97", "Query tuning");
        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldContain("expected no tests/Notebooks/answers/97.md");
        Files().ShouldBe(before);
    }

    [Fact]
    public async Task Where_one_file_can_not_be_written_none_stays()
    {
        Directory.Delete(copy.Path("tests"), recursive: true);
        copy.Write("tests", "a file where the folder should be");
        var before = Files();
        var failed = await NewAsync("97", "Query tuning");
        failed.ExitCode.ShouldBe(2);
        Files().ShouldBe(before);
        Directory.Exists(copy.Path("helpers", "Chapters", "97")).ShouldBeFalse();
    }

    private void Copy(string folder, SearchOption depth)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Original.Root, folder), "*", depth))
        {
            var target = copy.Path(Path.GetRelativePath(Original.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private Task<(int ExitCode, string Output, string Errors)> NewAsync(string number, string title) => CourseProcess.RunAsync(copy, Here, "new", number, title);

    private string Free() => Enumerable.Range(0, 100).Select(n => $"{n:00}").First(number => copy.Course.Notebooks().All(notebook => notebook.Name[..2] != number));

    /// <summary>All files and what is in them; the kernel's description is the test's own.</summary>
    private List<string> Files() =>
    [
        .. Directory.EnumerateFiles(copy.Course.Root, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(copy.Path("jupyter"), StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
