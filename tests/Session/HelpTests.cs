namespace StorageCourse.Tests.Session;

/// <summary>The mistakes that learners make most, and the sentence that helps against each.</summary>
public sealed class HelpTests(HelpTests.KernelWithOrders orders) : IClassFixture<HelpTests.KernelWithOrders>
{
    [Theory]
    [InlineData("var x = 1\nvar y = 2;", "CS1002", "ends with a semicolon")]
    [InlineData("System.Threading.Thread.Sleep(0); using var s = new MemoryStream();", "CS1002", "write using (var x = …) { … }")]
    [InlineData("static class Maths { public static int Twice(this int x) => 2 * x; }", "CS1109", "stands by itself")]
    [InlineData("namespace Shop { class Order; }", "CS7021", "leave the namespace out")]
    [InlineData("int n = CountAsync();", "CS0029", "write await")]
    [InlineData("CountAsync() + 1", "CS0019", "write await")]
    [InlineData("NamesAsync().Length", "CS1061", "write await")]
    [InlineData("foreach (var name in NamesAsync()) { }", "CS1579", "write await")]
    [InlineData("shipments.Count()", "CS0103", "no cell that has run since the kernel started declares shipments")]
    [InlineData("Orders.Count()", "CS0103", "did you mean orders? C# minds upper and lower case")]
    [InlineData("ordres.Count()", "CS0103", "did you mean orders?")]
    [InlineData("console.WriteLine(1);", "CS0103", "did you mean Console?")]
    [InlineData("var total = 1;\nvar more = Total + 1;", "CS0103", "did you mean total?")]
    [InlineData("Stopwatch.StartNew()", "CS0103", "write using System.Diagnostics;")]
    [InlineData("new HttpClient()", "CS0246", "write using System.Net.Http;")]
    [InlineData("new Lst<int>()", "CS0246", "did you mean List?")]
    [InlineData("using Serilog.Events;", "CS0246", "it needs a using, a #r")]
    [InlineData("using Microsoft.DotNet.Interactive.Commands;", "CS0234", "names a part of .NET Interactive")]
    [InlineData("orders.length", "CS1061", "did you mean Length?")]
    [InlineData("\"a\".ToUppr()", "CS1061", "did you mean ToUpper?")]
    [InlineData("Console.Writeline(1);", "CS0117", "did you mean WriteLine?")]
    [InlineData("SELECT * FROM orders WHERE id = 1", "CS1002", "looks like SQL, and the cell is read as C#. Its first line must be #!sql, #!mssql or #!mysql")]
    [InlineData("insert into orders values (1);", "CS1002", "looks like SQL")]
    [InlineData("var s = 'text';", "CS1012", "double quotes")]
    [InlineData("var s = \"text;", "CS1010", "not closed on its line")]
    [InlineData("var s = Console.Out.Flush();", "CS0670", "returns nothing")]
    [InlineData("int Sign(int n) { if (n > 0) return 1; }", "CS0161", "every way through the function")]
    [InlineData("if (orders.Length > 0) {\n    Console.WriteLine(1);", "CS1513", "count the brackets")]
    [InlineData("Console.WriteLine((1 + 2;", "CS1026", "count the brackets")]
    [InlineData("int half = 7 / 2.0;", "CS0266", "(int)x cuts off")]
    [InlineData("int n = \"1\";", "CS0029", "int.Parse(text)")]
    [InlineData("string s = 1;", "CS0029", ".ToString()")]
    [InlineData("orders.Length == 1;\n1", "CS0201", "A value alone does nothing")]
    [InlineData("string.Join()", "CS1501", "Shift+Tab")]
    [InlineData("int n;\nif (orders.Length > 5) n = 1;\n{ int m; Console.WriteLine(m); }", "CS0165", "give m a value")]
    [InlineData("{ var a = 1; var a = 2; }", "CS0128", "declared twice")]
    public async Task The_compilers_message_its_place_and_a_sentence(string code, string error, string help)
    {
        var run = await orders.Kernel.RunAsync(code);
        run.Traceback.ShouldContain(error, Case.Sensitive);
        run.Traceback.ShouldContain("^");
        run.Traceback.ShouldContain("help: ");
        run.Traceback.ShouldContain(help, customMessage: run.Traceback);
    }

    [Theory]
    [InlineData("string? none = null;\nnone.Length", "NullReferenceException", "before a dot is null")]
    [InlineData("1 / (orders.Length - 3)", "DivideByZeroException", "1.0 / 2")]
    [InlineData("orders.First(order => order == \"x\")", "InvalidOperationException", "FirstOrDefault()")]
    [InlineData("orders.ToList()[3]", "ArgumentOutOfRangeException", "counted from 0")]
    [InlineData("new Dictionary<string, int>()[\"x\"]", "KeyNotFoundException", "TryGetValue")]
    [InlineData("(int)(object)\"1\"", "InvalidCastException", "GetType()")]
    public async Task An_exception_its_line_and_a_sentence(string code, string error, string help)
    {
        var run = await orders.Kernel.RunAsync(code);
        run.ErrorName.ShouldBe(error);
        run.Traceback.ShouldContain(" | ");
        run.Traceback.ShouldContain("help: ");
        run.Traceback.ShouldContain(help, customMessage: run.Traceback);
    }

    [Fact]
    public async Task An_error_is_about_the_text_and_not_about_assemblies_that_no_cell_has_used_yet()
    {
        var run = await orders.Kernel.RunAsync("System.Threading.Thread.Sleep(0);\nSystem.Xml.Linq.XElement x = null\nvar y = 1;");
        run.ErrorName.ShouldBe("CS1002");
        run.Traceback.ShouldNotContain("CS0234");
    }

    [Fact]
    public async Task The_same_sentence_stands_once()
    {
        var run = await orders.Kernel.RunAsync("select id\nfrom orders\nwhere total > 1");
        run.Traceback.Split("looks like SQL").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_mistake_that_the_compiler_explains_itself_has_no_more_words()
    {
        var run = await orders.Kernel.RunAsync("const int a = 1; a = 2;");
        run.ErrorName.ShouldBe("CS0131");
        run.Traceback.ShouldNotContain("help:");
    }

    public sealed class KernelWithOrders : IAsyncLifetime
    {
        public CourseKernel Kernel { get; } = new();

        public async ValueTask InitializeAsync()
        {
            await Kernel.InitializeAsync();
            foreach (var cell in (string[])
            [
                "#!import ../helpers/setup.csx",
                "var orders = new[] { \"a\", \"b\", \"c\" };\nTask<int> CountAsync() => Task.FromResult(3);\nTask<string[]> NamesAsync() => Task.FromResult(orders);",
            ])
            {
                var run = await Kernel.RunAsync(cell);
                run.Error.ShouldBeNull(run.Traceback);
            }
        }

        public ValueTask DisposeAsync() => Kernel.DisposeAsync();
    }
}
