using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Notebooks;

/// <summary>The course's prose before aspell, in British spelling. Names and terms stand in words.txt beside this file.</summary>
public sealed partial class SpellingTests
{
    private static readonly Course Course = Course.Find(AppContext.BaseDirectory)!;

    private static readonly HashSet<string> Known = new(
        File.ReadLines(Path.Combine(Course.Root, "tests", "Notebooks", "words.txt")).Where(line => line.Length > 0 && line[0] != '#'), StringComparer.Ordinal);

    public static TheoryData<string> Chapters => [.. Course.Notebooks().Select(file => file.Name)];

    public static TheoryData<string> Texts =>
    [
        "README.md",
        .. Directory.EnumerateFiles(Path.Combine(Course.Root, "notebooks", "solutions"), "*.md").Order(StringComparer.Ordinal).Select(path => Path.GetRelativePath(Course.Root, path)),
    ];

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task A_chapters_prose_is_spelt_as_aspell_knows_it(string name)
    {
        var notebook = await NotebookDocument.ReadAsync(Course.Notebooks().Single(file => file.Name == name).Path, TestContext.Current.CancellationToken);
        var prose = notebook.Cells.Where(cell => cell.Kind == CellKind.Markdown).Select(cell => Prose(cell.Source));
        (await UnknownAsync(string.Join("\n\n", prose))).ShouldBeEmpty($"mend these words of {name}, or add names and terms to tests/Notebooks/words.txt");
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task The_solutions_and_the_readme_are_spelt_as_aspell_knows_it(string path)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Course.Root, path), TestContext.Current.CancellationToken);
        (await UnknownAsync(Prose(text))).ShouldBeEmpty($"mend these words of {path}, or add names and terms to tests/Notebooks/words.txt");
    }

    [Fact]
    public async Task A_misspelt_word_is_found_and_code_links_and_names_are_not_read() =>
        (await UnknownAsync(Prose("A colour, a neighbour, Kleppmann’s book; `begn`, [here](htp://wrng), <a title='nott'>, $\\alhpa$. But recieved?\n```sql\nselct\n```\n")))
            .ShouldBe(["recieved"]);

    /// <summary>What is left for a reader of words: no code, formulas, addresses, tags, entities.</summary>
    private static string Prose(string markdown) => NotProse().Replace(markdown, " ").Replace('’', '\'');

    private static async Task<IReadOnlyList<string>> UnknownAsync(string text)
    {
        var start = new ProcessStartInfo("aspell", ["list", "--lang=en_GB", "--encoding=utf-8", "--personal=/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), StandardOutputEncoding = Encoding.UTF8,
        };
        using var aspell = Process.Start(start)!;
        var output = aspell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = aspell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await aspell.StandardInput.WriteAsync(text);
        aspell.StandardInput.Close();
        var words = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await aspell.WaitForExitAsync(TestContext.Current.CancellationToken);
        aspell.ExitCode.ShouldBe(0, await errors);
        return [.. words.Distinct(StringComparer.Ordinal).Where(word => !Known.Contains(word) && !Known.Contains(Owner().Replace(word, ""))).Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"```.*?```|`[^`]*`|(?<=\])\([^)]*\)|\$[^$\n]+\$|</?[A-Za-z][^>]*>|https?://\S+|&\w+;", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex NotProse();

    [GeneratedRegex("'s?$")]
    private static partial Regex Owner();
}
