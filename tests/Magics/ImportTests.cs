using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Magics;

public sealed class ImportTests(CourseKernel kernel) : IClassFixture<CourseKernel>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Files_of_every_kind_are_run_relative_to_the_one_that_imports()
    {
        Write("main.csx", "#!import parts/one.csx\n#!import parts/two.cs\n#load \"parts/four.csx\"\nvar five = four + 1;");
        Write("parts/one.csx", "var one = 1;\n#!import three.ipynb");
        Write("parts/two.cs", "using System.Net;\nclass Two { public int Value => 2; }");
        Write("parts/three.ipynb", Notebook("var three = 3;", "#!markdown\ntext", "three++;"));
        Write("parts/four.csx", "#load \"deep/zero.csx\"\nvar four = 4 + zero;");
        Write("parts/deep/zero.csx", "var zero = 0;");
        (await kernel.ValueAsync($"#!import \"{folder.Path("main.csx")}\"\n#!csharp\none * 10000 + new Two().Value * 1000 + three * 100 + four * 10 + five")).ShouldBe("12445");
    }

    [Fact]
    public async Task A_compile_error_in_an_imported_file_names_the_file_and_its_line()
    {
        Write("broken.csx", "var fine = 1;\n\nint x = \"text\";");
        Write("main.csx", "#!import broken.csx");
        var run = await kernel.RunAsync($"\n#!import \"{folder.Path("main.csx")}\"");
        run.ErrorName.ShouldBe("CS0029");
        run.Traceback.ShouldContain($"{folder.Path("broken.csx")}, line 3, column 9");
        run.Traceback.ShouldContain("3 | int x = \"text\";");
    }

    [Fact]
    public async Task An_exception_in_an_imported_file_names_the_file_and_its_line()
    {
        Write("throws.csx", "var a = 1;\nthrow new FormatException(\"no\");");
        var run = await kernel.RunAsync($"#!import \"{folder.Path("throws.csx")}\"");
        run.ErrorName.ShouldBe("FormatException");
        run.Traceback.ShouldContain($"{folder.Path("throws.csx")}, line 2");
    }

    [Fact]
    public async Task An_error_in_an_imported_notebook_names_the_cell()
    {
        Write("book.ipynb", Notebook("var a = 1;", "\nnonsense;"));
        (await kernel.RunAsync($"#!import \"{folder.Path("book.ipynb")}\"")).Traceback.ShouldContain($"{folder.Path("book.ipynb")}, cell 2, line 2");
        Write("torn.ipynb", "{ \"cells\": [");
        (await kernel.RunAsync($"#!import \"{folder.Path("torn.ipynb")}\"")).Traceback.ShouldContain("torn.ipynb:1:");
    }

    [Fact]
    public async Task A_wrong_magic_in_an_imported_file_names_the_file_and_its_line()
    {
        Write("magic.csx", "var a = 1;\n#!nonsense");
        var run = await kernel.RunAsync($"#!import \"{folder.Path("magic.csx")}\"");
        run.ErrorName.ShouldBe("UnknownMagic");
        run.Traceback.ShouldContain($"{folder.Path("magic.csx")}, line 2");
        Write("set.csx", "\n\n#!set --name x --value @csharp:nobody");
        (await kernel.RunAsync($"#!import \"{folder.Path("set.csx")}\"")).Traceback.ShouldContain($"{folder.Path("set.csx")}, line 3");
    }

    [Fact]
    public async Task Errors_in_loaded_files_name_the_file_and_its_line()
    {
        Write("loaded.csx", "void Fail()\n{\n    throw new FormatException(\"no\");\n}");
        var run = await kernel.RunAsync($"#load \"{folder.Path("loaded.csx")}\"\nFail();");
        run.Traceback.ShouldContain($"at Fail in {folder.Path("loaded.csx")}, line 3");
        Write("uncompiled.csx", "\nnonsense;");
        (await kernel.RunAsync($"#load \"{folder.Path("uncompiled.csx")}\"")).Traceback.ShouldContain($"{folder.Path("uncompiled.csx")}, line 2");
        (await kernel.RunAsync("\n#load \"nowhere.csx\"")).Traceback.ShouldContain("line 2");
    }

    [Fact]
    public async Task A_file_that_imports_itself_is_refused()
    {
        Write("a.csx", "#!import b.csx");
        Write("b.csx", "#!import a.csx");
        var run = await kernel.RunAsync($"#!import \"{folder.Path("a.csx")}\"");
        run.ErrorName.ShouldBe("ImportCycle");
        run.Traceback.ShouldContain("a.csx");
    }

    [Fact]
    public async Task A_loop_in_a_loaded_or_imported_file_is_interrupted()
    {
        Write("loop.csx", "void Loop() { Console.WriteLine(\"ready\"); while (true) {} }");
        (await kernel.InterruptAsync($"#load \"{folder.Path("loop.csx")}\"\nLoop();")).Stderr.ShouldBe("");
        Write("runs.csx", "Console.WriteLine(\"ready\"); while (true) {}");
        var run = await kernel.InterruptAsync($"#!import \"{folder.Path("runs.csx")}\"");
        run.ErrorName.ShouldBe("Interrupted");
        run.Stderr.ShouldBe("");
    }

    public void Dispose() => folder.Dispose();

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.Path(path))!);
        File.WriteAllText(folder.Path(path), text);
    }

    private static string Notebook(params string[] cells) => System.Text.Json.JsonSerializer.Serialize(new
    {
        cells = cells.Select((source, i) => new { cell_type = "code", execution_count = (int?)null, id = $"c{i}", metadata = new { }, outputs = Array.Empty<int>(), source }),
        metadata = new { },
        nbformat = 4,
        nbformat_minor = 5,
    });
}
