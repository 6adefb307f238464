using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.CSharp;

public sealed class CSharpCellTests(CourseKernel kernel) : IClassFixture<CourseKernel>
{
    [Theory]
    [InlineData("await Task.FromResult(5)", "5")]
    [InlineData("return 5;", "5")]
    [InlineData("if (DateTime.Now.Year > 2000) return \"early\"; Console.WriteLine(1);", "early")]
    [InlineData("int F(int n) => n < 2 ? n : F(n - 1) + F(n - 2);\nF(20)", "6765")]
    [InlineData("async IAsyncEnumerable<int> Count() { for (var i = 0; i < 3; i++) { await Task.Yield(); yield return i; } }\nvar sum = 0; await foreach (var n in Count()) sum += n;\nsum", "3")]
    [InlineData("dynamic d = new System.Dynamic.ExpandoObject(); d.Name = \"Ada\"; d.Name", "Ada")]
    [InlineData("dynamic text = \"abc\"; text.Length", "3")]
    [InlineData("#if STORAGE_COURSE\n1\n#else\n2\n#endif", "1")]
    [InlineData("#define X\n#if X\n1\n#else\n2\n#endif", "1")]
    [InlineData("#if X\n1\n#else\n2\n#endif", "2")]
    [InlineData("int? none = null;\nnone", "null")]
    [InlineData("null", "null")]
    [InlineData("$\"{new[] { 1, 2 }.Select(x => x + 1).Sum():000}\"", "005")]
    [InlineData("unsafe { int x = 5; int* p = &x; Console.Write(*p); }\n1", "1")]
    // A poll would make a pointer a type argument: such a cell runs without.
    [InlineData("unsafe int* Same(int* p, int n) => n == 0 ? p : Same(p, n - 1);\nunsafe { int x = 5; Console.Write(*Same(&x, 3)); }\n1", "1")]
    [InlineData("#r \"System.Xml\"\n#r \"System.Data.dll\"\n2", "2")]
    [InlineData("class Script { public int Value => 3; }\ntypeof(Script)", "Script")]
    [InlineData("(int A, string B) pair = (1, \"x\"); var (a, b) = pair;\nb", "x")]
    [InlineData("new System.Xml.Linq.XElement(\"a\", 1).Value", "1")]
    [InlineData("System.Threading.Channels.Channel.CreateUnbounded<int>().Writer.TryWrite(1)", "true")]
    [InlineData("new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp).Connected", "false")]
    public async Task A_cell_has_this_value(string code, string value) => (await kernel.ValueAsync(code)).ShouldBe(value);

    [Theory]
    [InlineData("var x = 5;")]
    [InlineData("Console.Write(1);")]
    [InlineData("await Task.Delay(1)")]
    [InlineData("Console.Write(1)")]
    [InlineData("record R(int A);")]
    [InlineData("// nothing")]
    [InlineData("")]
    [InlineData("using System.Xml.Linq;")]
    public async Task A_cell_succeeds_without_a_value(string code)
    {
        var run = await kernel.RunAsync(code);
        run.Error.ShouldBeNull(run.Traceback);
        run.Result.ShouldBeNull();
    }

    [Fact]
    public async Task A_using_alone_in_its_cell_is_there_for_the_next()
    {
        await kernel.ValueAsync("using System.Xml.Linq;");
        (await kernel.ValueAsync("XElement.Parse(\"<a/>\").Name.LocalName")).ShouldBe("a");
    }

    [Fact]
    public async Task What_one_cell_declares_the_next_can_use()
    {
        await kernel.ValueAsync("record Person(string Name, int Age);\nclass Counter { public int Value { get; private set; } public void Up() => Value++; }\nint Twice(int n) => 2 * n;\nenum Colour { Red, Green }\ninterface IShape { double Area { get; } }");
        await kernel.ValueAsync("using System.Text.RegularExpressions;\nvar counter = new Counter();");
        await kernel.ValueAsync("record Square(double Side) : IShape { public double Area => Side * Side; }\nstatic string Shout(this string text) => text.ToUpperInvariant();");
        (await kernel.ValueAsync("counter.Up(); counter.Up(); counter.Value + Twice(20)")).ShouldBe("42");
        (await kernel.ValueAsync("new Person(\"Ada\", 36) with { Age = 37 }")).ShouldContain("Ada");
        (await kernel.ValueAsync("Regex.IsMatch(\"abc\", \"b\") && Colour.Green > Colour.Red")).ShouldBe("true");
        (await kernel.ValueAsync("\"loud\".Shout() + new Square(2).Area")).ShouldBe("LOUD4");
    }

    [Fact]
    public async Task What_is_declared_again_replaces_what_was()
    {
        await kernel.ValueAsync("var again = 1; int Function() => again;\nrecord Again(int A);");
        await kernel.ValueAsync("var again = \"two\"; int Function() => 2;\nrecord Again(int A, int B);");
        (await kernel.ValueAsync("again + Function() + new Again(3, 4).B")).ShouldBe("two24");
    }

    [Fact]
    public async Task Variables_that_were_set_before_a_throw_survive_it()
    {
        (await kernel.RunAsync("var survivor = 1; survivor = 2; throw new InvalidOperationException(\"no\");")).ErrorName.ShouldBe("InvalidOperationException");
        (await kernel.ValueAsync("survivor")).ShouldBe("2");
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_declares_nothing_and_says_where()
    {
        var run = await kernel.RunAsync("var good = 1;\nvar bad = 1 +;\n");
        run.ErrorName.ShouldBe("CS1525");
        run.Traceback.ShouldContain("line 2, column 14");
        run.Traceback.ShouldContain("2 | var bad = 1 +;");
        (await kernel.RunAsync("good")).ErrorName.ShouldBe("CS0103");
    }

    [Fact]
    public async Task Lines_are_those_of_the_cell_also_below_a_magic_and_in_the_second_part()
    {
        (await kernel.RunAsync("#!time\n\nint x = \"text\";")).Traceback.ShouldContain("(line 3, column 9)");
        var thrown = await kernel.RunAsync("#!time\nvar a = 1;\n#!markdown\n# title\n#!csharp\nvar b = 2;\nthrow new Exception(\"here\");");
        thrown.Traceback.ShouldContain("line 7");
        thrown.Traceback.ShouldContain("7 | throw new Exception(\"here\");");
    }

    [Fact]
    public async Task A_stack_trace_shows_the_cells_methods_and_lines_and_nothing_of_the_engine()
    {
        var run = await kernel.RunAsync(
            """
            async Task Outer()
            {
                await Task.Yield();
                Inner(3);
            }
            void Inner(int n)
            {
                new[] { n }.ToList().ForEach(item =>
                {
                    throw new ArgumentException("deep");
                });
            }
            await Outer();
            """);
        run.ErrorName.ShouldBe("ArgumentException");
        run.Traceback.ShouldContain("at lambda in cell");
        run.Traceback.ShouldContain("line 10");
        run.Traceback.ShouldContain("at Inner in cell");
        run.Traceback.ShouldContain("line 8");
        run.Traceback.ShouldContain("at Outer in cell");
        run.Traceback.ShouldContain("line 4");
        run.Traceback.ShouldContain("at the cell in cell");
        run.Traceback.ShouldContain("line 13");
        run.Traceback.ShouldNotContain("StorageCourse.Engine");
        run.Traceback.ShouldNotContain("MoveNext");
        run.Traceback.ShouldNotContain("d__");
    }

    [Fact]
    public async Task An_exception_in_an_earlier_cells_function_names_that_cell()
    {
        await kernel.ValueAsync("\nvoid Elsewhere() => throw new FormatException(\"odd\");");
        var run = await kernel.RunAsync("Elsewhere();");
        run.ErrorName.ShouldBe("FormatException");
        run.Traceback.ShouldMatch(@"at Elsewhere in cell \d+, line 2");
        run.Traceback.ShouldContain("1 | Elsewhere();");
    }

    [Theory]
    [InlineData("throw new KeyNotFoundException(\"k\");", "KeyNotFoundException", "k")]
    [InlineData("Task.Run(() => { throw new TimeoutException(\"t\"); }).Wait();", "TimeoutException", "t")]
    [InlineData("class Mine<T>(string m) : Exception(m);\nthrow new Mine<int>(\"m\");", "Mine<int>", "m")]
    [InlineData("throw new Exception(\"outer\", new FormatException(\"inner\"));", "Exception", "outer")]
    public async Task An_exception_has_its_own_name(string code, string name, string message)
    {
        var run = await kernel.RunAsync(code);
        run.Error.ShouldNotBeNull().Name.ShouldBe(name);
        run.Error.Value.ShouldBe(message);
    }

    [Fact]
    public async Task An_inner_exception_is_part_of_the_traceback() =>
        (await kernel.RunAsync("throw new Exception(\"outer\", new FormatException(\"inner\"));")).Traceback.ShouldContain("caused by FormatException: inner");

    [Fact]
    public async Task A_net10_library_is_referenced_by_its_path()
    {
        var library = typeof(Shouldly.Should).Assembly.Location;
        (await kernel.ValueAsync($"#r \"{library}\"\nusing Shouldly;\n5.ShouldBe(5);\ntypeof(Should).Assembly.Location == \"{library}\"")).ShouldBe("true");
        var missing = await kernel.RunAsync("\n#r \"nowhere/none.dll\"");
        missing.ErrorName.ShouldBe("FileNotFound");
        missing.Traceback.ShouldContain("nowhere/none.dll");
        missing.Traceback.ShouldContain("line 2");
    }

    [Fact]
    public async Task A_loop_in_a_cell_whose_name_for_a_variable_is_a_keyword_still_runs() =>
        (await kernel.ValueAsync("var @class = 0; foreach (var @new in new[] { 1, 2 }) @class += @new;\n@class")).ShouldBe("3");
}
