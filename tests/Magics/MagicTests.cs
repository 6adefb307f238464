using System.Text.Json;
using StorageCourse.Host;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Magics;

public sealed class MagicTests(CourseKernel kernel) : IClassFixture<CourseKernel>
{
    [Fact]
    public async Task Set_takes_a_text_or_another_variable()
    {
        await kernel.ValueAsync("var source = new[] { 1, 2, 3 };");
        (await kernel.ValueAsync("#!set --name word --value hello\nword.Length")).ShouldBe("5");
        (await kernel.ValueAsync("#!set --name phrase --value \"good day\"\nphrase")).ShouldBe("good day");
        (await kernel.ValueAsync("#!set --name quoted --value 'a \"b\" c'\nquoted")).ShouldBe("a \"b\" c");
        (await kernel.ValueAsync("#!set --name number --value -5\nnumber")).ShouldBe("-5");
        (await kernel.ValueAsync("#!set --name copy --value @csharp:source\ncopy[2]")).ShouldBe("3");
        (await kernel.ValueAsync("#!set --name same --value @source --byref\nobject.ReferenceEquals(same, source)")).ShouldBe("true");
    }

    [Fact]
    public async Task Share_gives_a_variable_another_name()
    {
        await kernel.ValueAsync("var shared = \"x\";");
        (await kernel.ValueAsync("#!share --from csharp shared --as other\nother")).ShouldBe("x");
        var unknown = await kernel.RunAsync("#!share --from csharp nobody");
        unknown.ErrorName.ShouldBe("VariableNotFound");
        unknown.Traceback.ShouldContain("got nobody");
    }

    [Fact]
    public async Task Value_keeps_the_cells_text_or_a_files()
    {
        await kernel.ValueAsync("#!value --name poem\nroses\nare red");
        (await kernel.ValueAsync("poem")).ShouldBe("roses\nare red");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Path("a.txt"), "from a file", CourseKernel.Deadline);
        await kernel.ValueAsync($"#!value --name read --from-file \"{folder.Path("a.txt")}\"\n\n");
        (await kernel.ValueAsync("read")).ShouldBe("from a file");
        (await kernel.RunAsync("#!value --name none --from-file nowhere.txt")).ErrorName.ShouldBe("FileNotFound");
        (await kernel.RunAsync("#!value\ntext")).Traceback.ShouldContain("--name VARIABLE");
    }

    [Fact]
    public async Task Time_says_how_long_the_cell_took()
    {
        var run = await kernel.RunAsync("#!time\n1 + 1");
        run.Stdout.ShouldMatch(@"^Wall time: \d+(\.\d+)? ms\n$");
        run.Result.ShouldBe("2");
    }

    [Fact]
    public async Task Whos_lists_the_variables_with_types_and_values()
    {
        await kernel.ValueAsync("var listed = new List<int> { 1, 2 }; string? nothing = null;");
        foreach (var magic in new[] { "#!whos", "#!who" })
        {
            var shown = (await kernel.RunAsync(magic)).Shown;
            shown.ShouldMatch(@"listed +\| List<int> +\| \[1, 2\]");
            shown.ShouldMatch(@"nothing +\| string +\| null");
        }
    }

    [Fact]
    public async Task Lsmagic_lists_languages_and_magics_with_their_options()
    {
        var shown = (await kernel.RunAsync("#!lsmagic")).Shown;
        foreach (var name in new[] { "#!csharp", "#!markdown", "#!html", "#!mermaid", "#!value", "#!import", "#!requires", "--from-file" }) shown.ShouldContain(name);
    }

    [Fact]
    public async Task About_says_what_engine_this_is()
    {
        var shown = (await kernel.RunAsync("#!about")).Shown;
        shown.ShouldContain("storage-course");
        shown.ShouldContain(".NET 10");
    }

    [Fact]
    public async Task A_requirement_that_is_not_met_skips_the_rest_and_tells_the_runner()
    {
        var run = await kernel.RunAsync("#!requires engine:dotnet-interactive\n#!connect somewhere --in time\nthrow new Exception(\"not reached\");");
        run.Error.ShouldBeNull(run.Traceback);
        run.Shown.ShouldContain("skipped");
        var outcome = Outcome.FromJson(run.Displays[0].GetProperty(MimeType.Outcome).GetRawText());
        outcome.Kind.ShouldBe(OutcomeKind.Skip);
        outcome.Status.ShouldBe(OutcomeStatus.Skipped);
        outcome.Id.ShouldBe("engine:dotnet-interactive");

        (await kernel.ValueAsync("#!requires engine:storage-course\n\"here\"")).ShouldBe("here");
        (await kernel.RunAsync("#!requires moon:full\n1")).Traceback.ShouldContain("engine, package");
        (await kernel.RunAsync("#!requires engine:storage-course\n#!connect x")).ErrorName.ShouldBe("UnknownMagic");
    }

    [Fact]
    public async Task A_skip_inside_C_sharp_is_a_skip()
    {
        var run = await kernel.RunAsync("#!requires engine:storage-course\nTask.Run(() => { throw new StorageCourse.Host.CellSkippedException(\"store:moon\", \"it is far away\"); }).Wait();");
        run.Error.ShouldBeNull(run.Traceback);
        run.Shown.ShouldContain("it is far away");
    }

    [Fact]
    public async Task What_uses_a_name_of_a_skipped_cell_is_skipped_too_until_the_name_is_declared()
    {
        await kernel.RunAsync("var far = \"near\";\nthrow new StorageCourse.Host.CellSkippedException(\"store:moon\", \"it is far away\");");
        (await kernel.RunAsync("var further = far.Length;")).Shown.ShouldContain("it uses far of a cell that was skipped");
        var run = await kernel.RunAsync("further + 1");
        run.Error.ShouldBeNull(run.Traceback);
        Outcome.FromJson(run.Displays[0].GetProperty(MimeType.Outcome).GetRawText()).Id.ShouldBe("store:moon");

        (await kernel.ValueAsync("new { far = 7 }.far")).ShouldBe("7");
        (await kernel.ValueAsync("var far = \"here\"; far")).ShouldBe("here");
        (await kernel.ValueAsync("far.Length")).ShouldBe("4");
    }

    [Theory]
    [InlineData("#!nonsense\n1", "UnknownMagic", "#!csharp", "#!html", "#!set", "got #!nonsense", "setup.csx")]
    [InlineData("1\n#!nonsense", "UnknownMagic", "line 2")]
    [InlineData("#!set --name x --valeu 5", "UnknownOption", "--value", "got --valeu")]
    [InlineData("#!set --name", "MissingValue", "--name")]
    [InlineData("#!set --value 5", "Usage", "--name")]
    [InlineData("#!set --name x --value two words", "Usage", "got 'words'")]
    [InlineData("#!set --name x --value \"open", "SyntaxError", "closing \"")]
    [InlineData("#!set --name 5x --value a", "ArgumentException", "identifier")]
    [InlineData("#!markdown # title", "Usage", "next line")]
    [InlineData("#!time out", "Usage", "got 'out'")]
    [InlineData("#!import", "Usage", "FILE")]
    [InlineData("#!import nowhere.csx", "FileNotFound", "nowhere.csx", "line 1")]
    [InlineData("#!import ../README.md", "*", "README.md")]
    public async Task A_magic_that_is_wrong_says_what_was_expected(string code, string name, params string[] words)
    {
        var run = await kernel.RunAsync(code);
        if (name != "*") run.ErrorName.ShouldBe(name);
        run.Error.ShouldNotBeNull();
        foreach (var word in words) run.Traceback.ShouldContain(word);
    }

    [Fact]
    public async Task Languages_that_show_their_text_do_so_as_it_stands()
    {
        Form((await kernel.RunAsync("#!html\n<b>bold</b>")).Displays[0], MimeType.Html).ShouldBe("<b>bold</b>");
        Form((await kernel.RunAsync("#!markdown\n# Title\n\ntext")).Displays[0], MimeType.Markdown).ShouldBe("# Title\n\ntext");
        Form((await kernel.RunAsync("#!mermaid\ngraph TD; A-->B")).Displays[0], MimeType.Html).ShouldNotBeNull().ShouldContain("A--&gt;B");
        (await kernel.RunAsync("#!markdown\nfirst\n#!csharp\nConsole.Write(\"middle\");\n#!html\n<i>last</i>")).Shown.ShouldBe("first\n<i>last</i>");
    }

    [Fact]
    public async Task A_magic_between_a_languages_line_and_its_text_does_not_run_it_twice() =>
        (await kernel.RunAsync("#!markdown\n#!time\ntext")).Displays.Count.ShouldBe(1);

    private static string? Form(JsonElement data, string type) => data.TryGetProperty(type, out var form) ? form.GetString() : null;
}
