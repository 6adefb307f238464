using StorageCourse.Engine.CSharp;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.CSharp;

public sealed class SubmissionChainTests
{
    private readonly CSharpSession session = new(new PackageRestore(_ => { }));
    private int count;

    [Fact]
    public async Task The_first_variable_is_seen_after_three_hundred_declaring_cells()
    {
        await RunAsync("var first = 42;");
        for (var i = 0; i < 300; i++) await RunAsync($"var v{i} = {i} + first;");
        (await RunAsync("first + v299")).ShouldBe(42 + 299 + 42);
        session.FindVariable("first").ShouldNotBeNull().Value.ShouldBe(42);
        session.GetVariables().Count.ShouldBe(301);
    }

    [Fact]
    public async Task A_framework_assembly_that_comes_late_leaves_the_types_of_earlier_cells_the_same()
    {
        await RunAsync("var before = HTML(\"x\");");
        await RunAsync("new SemaphoreSlim(0).Release()");
        await RunAsync("System.Xml.Linq.XElement.Parse(\"<a/>\").Name.LocalName");
        await RunAsync("System.Threading.Channels.Channel.CreateUnbounded<int>().Reader.Count");
        (await RunAsync("new[] { before, HTML(\"y\") }.Length")).ShouldBe(2);
    }

    [Fact]
    public async Task A_variable_from_another_language_is_typed_and_replaces_the_one_before()
    {
        session.SetVariable("orders", new[] { 1, 2 }, typeof(int[]));
        (await RunAsync("orders.Sum()")).ShouldBe(3);
        session.SetVariable("orders", "text", typeof(string));
        session.FindVariable("orders").ShouldNotBeNull().Value.ShouldBe("text");
        (await RunAsync("orders.Length")).ShouldBe(4);
        Should.Throw<ArgumentException>(() => session.SetVariable("class", 1, typeof(int))).Message.ShouldContain("identifier");
        Should.Throw<ArgumentException>(() => session.SetVariable("a b", 1, typeof(int))).Message.ShouldContain("a b");
        var hidden = new { A = 1 };
        session.SetVariable("hidden", hidden, hidden.GetType());
        (await RunAsync("hidden.ToString()")).ShouldBe("{ A = 1 }");
    }

    private async Task<object?> RunAsync(string code) =>
        (await session.RunAsync(code, $"cell {++count}", Path.GetTempPath(), CourseKernel.Deadline)).Value;
}
