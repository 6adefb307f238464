using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.CSharp;

public sealed class PackageTests
{
    [Fact]
    public async Task A_package_is_restored_and_used_by_this_and_later_cells()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var first = await kernel.RunAsync("#r \"nuget: Newtonsoft.Json, 13.0.1\"\nNewtonsoft.Json.JsonConvert.SerializeObject(new { A = 1 })");
        first.Result.ShouldBe("{\"A\":1}", first.Traceback);
        first.Stdout.ShouldContain("Newtonsoft.Json 13.0.1");
        (await kernel.ValueAsync("using Newtonsoft.Json.Linq;\nJObject.Parse(\"{}\").Count")).ShouldBe("0");

        (await kernel.ValueAsync("#r \"nuget:Newtonsoft.Json\"\n1")).ShouldBe("1");
        var conflict = await kernel.RunAsync("#r \"nuget: Newtonsoft.Json, 12.0.3\"");
        conflict.ErrorName.ShouldBe("PackageVersion");
        conflict.Traceback.ShouldContain("13.0.1 is loaded already");
        conflict.Traceback.ShouldContain("12.0.3");
    }

    [Fact]
    public async Task A_package_that_is_nowhere_is_named()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var run = await kernel.RunAsync("#r \"nuget: Storage.Course.No.Such.Package, 1.0.0\"\n1");
        run.ErrorName.ShouldBe("PackageNotFound");
        run.Traceback.ShouldContain("no configured source has Storage.Course.No.Such.Package");
        (await kernel.ValueAsync("2")).ShouldBe("2");
    }

    [Fact]
    public async Task A_source_that_a_cell_adds_is_asked()
    {
        using var folder = new TemporaryFolder();
        await using var kernel = await CourseKernel.StartAsync();
        var run = await kernel.RunAsync($"#i \"nuget:{folder.Root}\"\n#r \"nuget: Humanizer.Core, 2.14.1\"\nusing Humanizer;\n7.ToWords()");
        run.Result.ShouldBe("seven", run.Traceback);
    }

    [Fact]
    public async Task A_required_package_can_be_referenced_afterwards()
    {
        await using var kernel = await CourseKernel.StartAsync();
        (await kernel.ValueAsync("#!requires package:Humanizer.Core\n#r \"nuget: Humanizer.Core\"\nusing Humanizer;\n8.ToWords()")).ShouldBe("eight");
        var skipped = await kernel.RunAsync("#!requires package:Storage.Course.No.Such.Package\nthrow new Exception(\"not reached\");");
        skipped.Error.ShouldBeNull(skipped.Traceback);
        skipped.Shown.ShouldContain("Storage.Course.No.Such.Package");
    }
}
