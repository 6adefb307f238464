using StorageCourse.Engine.CSharp;
using StorageCourse.Host;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.CSharp;

public sealed class PackageTests
{
    private static CancellationToken Deadline => CourseKernel.Deadline;

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

    [Fact]
    public async Task The_catalogue_says_which_version_is_taken_and_the_cell_says_why()
    {
        using var course = new TemporaryFolder();
        Directory.CreateDirectory(course.Path("helpers", "packages"));
        await File.WriteAllTextAsync(course.Path("helpers", "packages", "packages.json"), """{ "Newtonsoft.Json": { "preferred": "99.0.0", "fallback": "13.0.1" } }""", Deadline);
        var said = new List<string>();
        var packages = new PackageRestore(PackageCatalogue.Load(course.Root), said.Add);
        (await packages.AddAsync([new PackageRequest("Newtonsoft.Json", null)], Deadline)).ShouldHaveSingleItem().ShouldContain("13.0.1");
        said.ShouldBe(["Newtonsoft.Json 13.0.1, because 99.0.0 can't be had here\n"]);
        // The same question in another cell: the same answer, also where it names the preferred version.
        (await packages.AddAsync([new PackageRequest("Newtonsoft.Json", "99.0.0")], Deadline)).ShouldHaveSingleItem();
        (await Should.ThrowAsync<CellException>(packages.AddAsync([new PackageRequest("Newtonsoft.Json", "12.0.3")], Deadline))).ErrorName.ShouldBe("PackageVersion");
    }
}
