using StorageCourse.Engine.CSharp;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.CSharp;

/// <summary>The memory of this process is what is measured, so no other test may run meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryCollection
{
    public const string Name = "memory";
}

[Collection(MemoryCollection.Name)]
public sealed class SubmissionMemoryTests
{
    [Fact]
    public async Task A_thousand_trivial_cells_hold_hardly_any_memory()
    {
        var session = new CSharpSession(new PackageRestore(_ => { }));
        var count = 0;
        async Task<object?> RunAsync() => (await session.RunAsync("1 + 1", $"cell {++count}", Path.GetTempPath(), CourseKernel.Deadline)).Value;

        for (var i = 0; i < 50; i++) await RunAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000; i++) (await RunAsync()).ShouldBe(2);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        grown.ShouldBeLessThan(30 << 20);
    }

    [Fact]
    public async Task Five_hundred_cells_that_declare_hold_what_their_declarations_need_and_no_references_over_again()
    {
        var session = new CSharpSession(new PackageRestore(_ => { }));
        async Task RunAsync(int i) => (await session.RunAsync($"var z{i} = {i}; z{i}", $"cell {i}", Path.GetTempPath(), CourseKernel.Deadline)).Value.ShouldBe(i);

        for (var i = 0; i < 50; i++) await RunAsync(i);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 50; i < 550; i++) await RunAsync(i);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(session);
        grown.ShouldBeLessThan(50 << 20);
    }
}
