using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.CSharp;

/// <summary>Scripts that a library runs beside the cell that called it.</summary>
public sealed class BesideScriptTests : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private CourseKernel? kernel;

    private CourseKernel Kernel => kernel!;

    public async ValueTask InitializeAsync() => kernel = await CourseKernel.StartAsync(folder.Root);

    public async ValueTask DisposeAsync()
    {
        await Kernel.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task It_brings_a_package_runs_while_the_cell_waits_and_declares_nothing_in_the_session()
    {
        var script = await WriteAsync("""
            #r "nuget: Newtonsoft.Json, 13.0.1"
            #load "other.csx"
            using Newtonsoft.Json;
            public sealed class OnlyHere { public int Number => OtherFile.Number; }
            AppDomain.CurrentDomain.SetData("beside", JsonConvert.SerializeObject(new OnlyHere()));
            """);
        await File.WriteAllTextAsync(folder.Path("other.csx"), "public static class OtherFile { public static int Number => 7; }", CourseKernel.Deadline);

        var run = await Kernel.RunAsync($"var before = 1;\nawait StorageCourse.Host.CourseHost.Current.RunScriptAsync(@\"{script}\", default);\nAppDomain.CurrentDomain.GetData(\"beside\")");

        run.Result.ShouldBe("{\"Number\":7}", run.Traceback);
        run.Stdout.ShouldBeEmpty("no cell asked for the package");
        (await Kernel.ValueAsync("before + 1")).ShouldBe("2");
        (await Kernel.RunAsync("new OnlyHere()")).Traceback.ShouldContain("OnlyHere");
        // What it has restored, a cell has too.
        (await Kernel.ValueAsync("#r \"nuget: Newtonsoft.Json\"\nNewtonsoft.Json.JsonConvert.SerializeObject(before)")).ShouldBe("1");
    }

    [Theory]
    [InlineData("#r \"nuget: Storage.Course.No.Such.Package, 1.0.0\"", "no configured source has Storage.Course.No.Such.Package")]
    [InlineData("int x = \"text\";", "script.csx does not compile: ")]
    [InlineData("throw new InvalidOperationException(\"its own words\");", "its own words")]
    public async Task Its_errors_are_the_cells(string code, string expected)
    {
        var run = await Kernel.RunAsync($"await StorageCourse.Host.CourseHost.Current.RunScriptAsync(@\"{await WriteAsync(code)}\", default);");
        run.Traceback.ShouldContain(expected);
        (await Kernel.ValueAsync("2")).ShouldBe("2");
    }

    [Fact]
    public async Task A_script_that_is_not_there_is_named()
    {
        var run = await Kernel.RunAsync($"await StorageCourse.Host.CourseHost.Current.RunScriptAsync(@\"{folder.Path("none.csx")}\", default);");
        run.Traceback.ShouldContain("expected a script at");
    }

    private async Task<string> WriteAsync(string code)
    {
        await File.WriteAllTextAsync(folder.Path("script.csx"), code, CourseKernel.Deadline);
        return folder.Path("script.csx");
    }
}
