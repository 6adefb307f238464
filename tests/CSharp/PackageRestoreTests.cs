using System.IO.Compression;
using StorageCourse.Engine.CSharp;
using StorageCourse.Host;

namespace StorageCourse.Tests.CSharp;

public sealed class PackageRestoreTests
{
    [Fact]
    public async Task A_missing_package_is_not_looked_for_by_each_cell_in_a_row_but_again_where_a_source_is_added()
    {
        using var feed = new TemporaryFolder();
        using var other = new TemporaryFolder();
        const string Id = "Storage.Course.Test.Appears";
        var restore = new PackageRestore(_ => { });
        restore.AddSource(feed.Root);
        var reason = (await restore.WhyMissingAsync(Id, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        reason.ShouldContain(Id);
        WritePackage(feed.Path($"{Id}.1.0.0.nupkg"), Id);
        (await restore.WhyMissingAsync(Id, TestContext.Current.CancellationToken)).ShouldBe(reason);
        restore.AddSource(other.Root);
        (await restore.WhyMissingAsync(Id, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task A_package_that_is_there_in_another_version_only_is_said_to_be()
    {
        using var feed = new TemporaryFolder();
        const string Id = "Storage.Course.Test.Older";
        WritePackage(feed.Path($"{Id}.1.0.0.nupkg"), Id);
        var restore = new PackageRestore(_ => { });
        restore.AddSource(feed.Root);
        var missing = await Should.ThrowAsync<CellException>(() => restore.AddAsync([new PackageRequest(Id, "2.0.0")], TestContext.Current.CancellationToken));
        missing.Message.ShouldStartWith($"{Id} 2.0.0 can't be restored: no configured source has {Id} in the version that is wanted (the nearest is 1.0.0); ");
    }

    private static void WritePackage(string path, string id)
    {
        using var package = ZipFile.Open(path, ZipArchiveMode.Create);
        using (var nuspec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
        {
            nuspec.Write($"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>{id}</id><version>1.0.0</version><authors>tests</authors><description>Nothing.</description></metadata>
                </package>
                """);
        }

        package.CreateEntry("lib/net10.0/_._");
    }
}
