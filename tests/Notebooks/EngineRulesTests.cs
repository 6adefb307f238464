using System.Text.RegularExpressions;
using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Notebooks;

/// <summary>Chapters and scripts run on .NET Interactive unchanged, as far as that can be seen without it.</summary>
public sealed partial class EngineRulesTests
{
    private static readonly Course Course = Course.Find(AppContext.BaseDirectory)!;

    public static TheoryData<string> Chapters => [.. Course.Notebooks().Select(file => file.Name)];

    public static TheoryData<string> Scripts => [.. Directory.EnumerateFiles(HelpersFolder, "*.csx", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(HelpersFolder, path)).Order(StringComparer.Ordinal)];

    private static string HelpersFolder => Path.Combine(Course.Root, "helpers");

    [Theory]
    [MemberData(nameof(Chapters))]
    public async Task Cells_have_nothing_that_only_our_engine_accepts(string name)
    {
        var cells = await CodeAsync(name);
        foreach (var cell in cells) EngineRules.BrokenBy(cell).ShouldBeEmpty($"cell {cell.Id}");
        EngineRules.BrokenByNames(cells).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Scripts_have_nothing_that_only_our_engine_accepts(string name) =>
        EngineRules.BrokenByScript(File.ReadAllText(Path.Combine(HelpersFolder, name))).ShouldBeEmpty();

    [Theory]
    [InlineData("#!nonsense\ntext", "no #!nonsense")]
    [InlineData("#!sql --nix x\nselect 1", "no option --nix")]
    [InlineData("#!time --loud", "no option --loud")]
    [InlineData("#!import ../helpers/setup.csx\n#!sql\nselect 1", "from the cell on that follows")]
    [InlineData("var a = 1;\n#!requires docker", "must stand at the top")]
    [InlineData("#!requires docker\nvar a = 1;\n#!requires store:mssql", "must stand at the top")]
    [InlineData("#!requires docker store:mssql", "one requirement")]
    [InlineData("namespace A { class B; }", "CS7021")]
    [InlineData("static class A { public static int Twice(this int n) => n * 2; }", "extension method")]
    [InlineData("static class A { extension(int n) { public int Twice => n * 2; } }", "extension block")]
    [InlineData("using var file = Open();", "CS1002")]
    [InlineData("await using var file = Open();", "CS1519")]
    [InlineData("ReadOnlySpan<char> text = \"a\";", "span")]
    [InlineData("var text = \"a\".AsSpan();", "span")]
    [InlineData("display(1).Update(2);", "never updates")]
    [InlineData("ClearOutput();", "no ClearOutput")]
    [InlineData("var a = ;", "CS1525")]
    public void A_cell_that_only_our_engine_accepts_is_found(string source, string fault) =>
        EngineRules.BrokenBy(NotebookCell.Create(CellKind.Code, source)).First().ShouldContain(fault);

    [Theory]
    [InlineData("#!sql --name rows --on alice\nselect ':x'")]
    [InlineData("#!requires engine:dotnet-interactive\n#!connect postgres --kernel-name pg x")]
    [InlineData("#!requires engine:dotnet-interactive\n#!requires package:X\n#r \"nuget: X, *-*\"")]
    [InlineData("#!import shared.csx\n#!csharp\nint Twice(int n) => n * 2;\nusing (var file = Open()) { }\nvoid M() { ReadOnlySpan<char> text = \"a\"; }")]
    public void A_cell_that_both_accept_breaks_no_rule(string source) =>
        EngineRules.BrokenBy(NotebookCell.Create(CellKind.Code, source)).ShouldBeEmpty();

    [Fact]
    public void A_cell_that_uses_what_a_skipped_one_declares_must_ask_for_the_same()
    {
        NotebookCell[] cells =
        [
            NotebookCell.Create(CellKind.Code, "#!requires docker\nvar far = 1;"),
            NotebookCell.Create(CellKind.Code, "#!requires docker\nfar + 1"),
            NotebookCell.Create(CellKind.Code, "far + 2"),
        ];
        EngineRules.BrokenByNames(cells).ShouldHaveSingleItem().ShouldContain("uses far");

        cells[1] = NotebookCell.Create(CellKind.Code, "#!requires docker\n#!requires store:mssql\nfar + 1");
        EngineRules.BrokenByNames(cells).Count().ShouldBe(2);
    }

    /// <summary>That engine imports less than ours; the rest comes from setup.csx.</summary>
    [Fact]
    public void What_is_in_scope_without_a_using_is_so_on_both_engines()
    {
        string[] theirs = ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq"];
        var setup = Using().Matches(File.ReadAllText(Path.Combine(HelpersFolder, "setup.csx"))).Select(match => match.Groups["name"].Value);
        FrameworkReferences.Imports.Where(import => !import.EndsWith("NotebookFunctions", StringComparison.Ordinal)).ShouldBeSubsetOf(theirs.Concat(setup));
    }

    private static async Task<IReadOnlyList<NotebookCell>> CodeAsync(string name) =>
        [.. (await NotebookDocument.ReadAsync(Course.Notebooks().Single(file => file.Name == name).Path, TestContext.Current.CancellationToken)).Cells.Where(cell => cell.Kind == CellKind.Code)];

    [GeneratedRegex(@"^using (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Using();
}
