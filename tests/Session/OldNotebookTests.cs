namespace StorageCourse.Tests.Session;

/// <summary>
/// C# notebooks that others wrote for .NET Interactive run here, as far as they use what is listed below. The list is of the features that were
/// counted in the 70 C# notebooks of dotnet/interactive, dotnet/csharp-notebooks, dotnet/ai-samples and microsoft/semantic-kernel; the cells are our own.
/// </summary>
public sealed class OldNotebookTests(CourseKernel kernel) : IClassFixture<CourseKernel>
{
    [Theory]
    [InlineData("display of a text", "display(\"a\");", "text/plain", "a")]
    [InlineData("display of a value", "display(7);", "text/html", "7")]
    [InlineData("display in a form", "display(\"<i>a</i>\", \"text/html\");", "text/html", "<i>a</i>")]
    [InlineData(".Display()", "new[] { 1, 2 }.Display();", "text/html", "[1, 2]")]
    [InlineData(".DisplayAs()", "\"# a\".DisplayAs(\"text/markdown\");", "text/markdown", "# a")]
    [InlineData(".DisplayTable()", "new[] { 1 }.Select(x => new { Fruit = \"pear\", x }).DisplayTable();", "text/html", "pear")]
    [InlineData("HTML()", "display(HTML(\"<b>a</b>\"));", "text/html", "<b>a</b>")]
    [InlineData("CSS()", "CSS(\"b { color: red }\");", "text/html", "<style>b { color: red }</style>")]
    [InlineData("Javascript()", "Javascript(\"alert(1)\");", "text/html", "<script>alert(1)</script>")]
    [InlineData("LaTeXString", "display((LaTeXString)@\"\\frac{1}{2}\");", "text/latex", "\\frac{1}{2}")]
    [InlineData("MathString", "((MathString)\"x^2\").Display();", "text/latex", "$$x^2$$")]
    [InlineData("#!html", "#!html\n<b>a</b>", "text/html", "<b>a</b>")]
    [InlineData("#!markdown", "#!markdown\n*a*", "text/markdown", "*a*")]
    [InlineData("#!javascript", "#!javascript\nalert(1)", "text/html", "<script>alert(1)</script>")]
    [InlineData("#!js", "#!js\nalert(2)", "text/html", "<script>alert(2)</script>")]
    [InlineData("#!mermaid", "#!mermaid\ngraph TD\n  A --> B", "text/vnd.mermaid", "A --> B")]
    [InlineData("#!value shown", "#!value --name shown --mime-type text/html\n<b>v</b>", "text/html", "<b>v</b>")]
    [InlineData("#!about", "#!about", "text/html", "storage-course")]
    [InlineData("#!lsmagic", "#!lsmagic", "text/html", "#!time")]
    [InlineData("#!whos", "var listed = 3;\n#!csharp\n#!whos", "text/html", "listed")]
    public Task What_it_shows(string feature, string cell, string type, string content) => ShowsAsync(kernel, feature, cell, type, content);

    [Theory]
    [InlineData("a registered formatter", "using Microsoft.DotNet.Interactive.Formatting;\nrecord Pear(int Weight);\nFormatter.Register<Pear>(pear => $\"<b>{pear.Weight} g</b>\", \"text/html\");\ndisplay(new Pear(7));", "text/html", "<b>7 g</b>")]
    [InlineData("a formatter for sequences", "using Microsoft.DotNet.Interactive.Formatting;\nrecord Plum(int Weight);\nFormatter.Register<IEnumerable<Plum>>((plums, writer) => writer.Write($\"<i>{plums.Count()}</i>\"), \"text/html\");\ndisplay(new[] { new Plum(1), new Plum(2) });", "text/html", "<i>2</i>")]
    [InlineData("a preferred type", "using Microsoft.DotNet.Interactive.Formatting;\nrecord Fig(int Weight);\nFormatter.SetPreferredMimeTypesFor(typeof(Fig), \"application/json\");\ndisplay(new Fig(9));", "application/json", "9")]
    [InlineData("PocketView", "using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\ndisplay(div[style: \"color:red\"](b(\"deep\")));", "text/html", "<div style=\"color:red\"><b>deep</b></div>")]
    [InlineData("ToDisplayString", "using Microsoft.DotNet.Interactive.Formatting;\ndisplay(new[] { 1, 2 }.ToDisplayString(\"text/plain\"));", "text/plain", "1")]
    [InlineData("a DataFrame", "#r \"nuget: Microsoft.Data.Analysis, 0.24.0\"\nusing Microsoft.Data.Analysis;\ndisplay(new DataFrame(new PrimitiveDataFrameColumn<int>(\"weight\", new[] { 11, 12 })));", "text/html", "weight")]
    [InlineData("a chart of Plotly.NET.Interactive", "#r \"nuget: Plotly.NET.Interactive, 6.0.0\"\n#r \"nuget: Plotly.NET.CSharp, 0.14.0\"\ndisplay(Plotly.NET.CSharp.Chart.Point<int, int, string>(x: new[] { 1, 2 }, y: new[] { 3, 4 }));", "text/html", "\"type\":\"scatter\"")]
    public async Task What_formatters_show(string feature, string cell, string type, string content)
    {
        await using var own = await CourseKernel.StartAsync();
        await ShowsAsync(own, feature, cell, type, content);
    }

    [Theory]
    [InlineData("last expression", "1 + 1", "2")]
    [InlineData("records and patterns", "record Person(string Name, int Age);\nnew Person(\"Ada\", 36) is { Age: > 18 } p ? p.Name : \"\"", "Ada")]
    [InlineData("classes with properties", "public class Fruit { public string Name { get; set; } = \"\"; }\nnew Fruit { Name = \"pear\" }", "Fruit { Name = \"pear\" }")]
    [InlineData("LINQ", "string.Join(' ', from n in Enumerable.Range(1, 4) where n % 2 == 0 select n * n)", "4 16")]
    [InlineData("async", "async Task<int> Later() { await Task.Delay(1); return 7; }\nawait Later()", "7")]
    [InlineData("async streams", "async IAsyncEnumerable<int> Numbers() { for (var i = 1; i < 4; i++) { await Task.Delay(1); yield return i; } }\nvar sum = 0;\nawait foreach (var n in Numbers()) sum += n;\nsum", "6")]
    [InlineData("an async stream shown", "async IAsyncEnumerable<int> Few() { yield return 1; await Task.Yield(); yield return 2; }\nFew()", "[1, 2]")]
    [InlineData("switch expressions", "3 switch { < 0 => \"minus\", 0 => \"zero\", _ => \"plus\" }", "plus")]
    [InlineData("dictionaries", "new Dictionary<string, int> { [\"a\"] = 1 }[\"a\"]", "1")]
    [InlineData("dynamic", "dynamic x = \"four\";\nx.Length", "4")]
    [InlineData("tuples", "var (a, b) = (1, \"x\");\nb + a", "x1")]
    [InlineData("local functions", "int Twice(int n) => n * 2;\nTwice(4)", "8")]
    [InlineData("extension methods", "static string Loud(this string text) => text + \"!\";\n\"a\".Loud()", "a!")]
    [InlineData("using static", "using static System.Math;\nMax(2, 3)", "3")]
    [InlineData("using alias", "using Json = System.Text.Json.JsonSerializer;\nJson.Serialize(new { a = 1 })", "{\"a\":1}")]
    [InlineData("return", "if (DateTime.Now.Year > 2000) return \"now\";\nreturn \"then\";", "now")]
    [InlineData("unsafe", "unsafe int Peek(int* p) => *p;\nunsafe { var v = 5; Console.Write(Peek(&v)); }\n5", "5")]
    [InlineData("#r nuget with blanks", "#r \"nuget: Bogus, 34.0.2\"\nusing Bogus;\nnew Faker(\"en\") is not null", "true")]
    [InlineData("#r of a framework's assembly", "#r \"System.Net.Http\"\nnew System.Net.Http.HttpClient() is not null", "true")]
    [InlineData("#!csharp", "#!csharp\n6 * 7", "42")]
    [InlineData("#!value and #!share", "#!value --name json\n{ \"what\": 1 }\n#!csharp\n#!share --from value json\nSystem.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty(\"what\").GetInt32()", "1")]
    [InlineData("#!share with the name first", "var early = 1;\n#!csharp\n#!share early --from csharp --as late\nlate + 1", "2")]
    [InlineData("#!set", "var from = 8;\n#!csharp\n#!set --name to --value @csharp:from\nto", "8")]
    public async Task What_it_comes_to(string feature, string cell, string result) => (await kernel.ValueAsync(cell)).ShouldBe(result, feature);

    [Fact]
    public async Task A_display_is_updated_in_place()
    {
        var run = await kernel.RunAsync("var shown = display(\"none yet\");\nshown.Update(new[] { \"pear\" });");
        run.Displays.Count.ShouldBe(2);
        run.Shown.ShouldBe("none yet\n[\"pear\"]");
    }

    [Fact]
    public async Task Time_is_measured() => (await kernel.RunAsync("#!time\nThread.Sleep(2);")).Stdout.ShouldStartWith("Wall time: ");

    [Fact]
    public async Task Where_nobody_can_answer_a_question_fails_its_cell()
    {
        foreach (var cell in (string[])["await GetInputAsync(\"name?\")", "await GetPasswordAsync()", "#!set --name x --value @input:\"name?\"", "#!set --name x --value @password:key"])
            (await kernel.RunAsync(cell)).Traceback.ShouldContain("takes no input", customMessage: cell);
    }

    [Fact]
    public async Task Other_languages_are_named_and_refused()
    {
        var run = await kernel.RunAsync("#!fsharp\nlet x = 1");
        run.ErrorName.ShouldBe("UnknownMagic");
        run.Traceback.ShouldContain("got #!fsharp");
    }

    private static async Task ShowsAsync(CourseKernel kernel, string feature, string cell, string type, string content)
    {
        var run = await kernel.RunAsync(cell);
        run.Error.ShouldBeNull(run.Traceback);
        run.Displays.Select(display => display.TryGetProperty(type, out var form) ? form.ToString() : "").ShouldContain(form => form.Contains(content, StringComparison.Ordinal), feature);
    }
}
