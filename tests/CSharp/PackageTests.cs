using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.CSharp;

public sealed class PackageTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

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

    [Theory]
    [InlineData("asked for by its name", "Microsoft.Data.Sqlite, 11.0.0", "using Microsoft.Data.Sqlite;\nvar connection = new SqliteConnection(\"Data Source=:memory:\");\nconnection.Open();\nnew SqliteCommand(\"select 6 * 7\", connection).ExecuteScalar()", "42")]
    [InlineData("looked for by the package beside its own assembly", "RocksDB, 11.12.0.7641", "using RocksDbSharp;\nvar db = RocksDb.Open(new DbOptions().SetCreateIfMissing(), \"db\");\ndb.Put(\"pear\", \"green\");\ndb.Get(\"pear\")", "green")]
    public async Task Native_libraries_of_a_package_are_found(string how, string package, string cell, string result)
    {
        await using var kernel = await CourseKernel.StartAsync(temporary.Root);
        (await kernel.ValueAsync($"#r \"nuget: {package}\"")).ShouldBe("");
        (await kernel.ValueAsync(cell)).ShouldBe(result, how);
    }

    [Fact]
    public async Task Texts_of_a_package_come_in_their_languages()
    {
        await using var kernel = await CourseKernel.StartAsync();
        (await kernel.ValueAsync("#r \"nuget: Humanizer.Core.de, 2.14.1\"\nusing Humanizer;\nTimeSpan.FromDays(2).Humanize(culture: new System.Globalization.CultureInfo(\"de\"))")).ShouldBe("2 Tage");
    }

    [Fact]
    public async Task Several_packages_in_one_cell_come_together()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var run = await kernel.RunAsync("#r \"nuget: Newtonsoft.Json, 13.0.1\"\n#r \"nuget: Humanizer.Core, 2.14.1\"\nNewtonsoft.Json.JsonConvert.SerializeObject(Humanizer.NumberToWordsExtension.ToWords(9))");
        run.Result.ShouldBe("\"nine\"", run.Traceback);
        run.Stdout.ShouldBe("Newtonsoft.Json 13.0.1\nHumanizer.Core 2.14.1\n");
    }

    [Fact]
    public async Task A_package_that_is_newer_than_the_framework_takes_the_place_of_its_part()
    {
        await using var kernel = await CourseKernel.StartAsync();
        (await kernel.ValueAsync("#r \"nuget: System.Text.Json, 11.0.0\"\ntypeof(System.Text.Json.JsonSerializer).Assembly.GetName().Version.ToString()")).ShouldBe("11.0.0.0");
        (await kernel.ValueAsync("System.Text.Json.JsonSerializer.Serialize(new { a = 1 })")).ShouldBe("{\"a\":1}");
    }

    [Fact]
    public async Task A_cell_is_told_where_another_version_came_than_it_asked_for()
    {
        using var feed = new PackageFeed("Storage.Course.Test.Told", "1.5.0");
        await using var kernel = await CourseKernel.StartAsync();
        var run = await kernel.RunAsync($"#i \"nuget:{feed.Root}\"\n#r \"nuget: Storage.Course.Test.Told, 1.2.0\"");
        run.Error.ShouldBeNull(run.Traceback);
        run.Stdout.ShouldBe("Storage.Course.Test.Told 1.5.0, the nearest above 1.2.0, which no source has (NU1603)\n");
    }
}
