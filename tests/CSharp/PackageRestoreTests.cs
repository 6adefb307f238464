using StorageCourse.Engine.CSharp;
using StorageCourse.Host;

namespace StorageCourse.Tests.CSharp;

public sealed class PackageRestoreTests
{
    [Fact]
    public async Task A_missing_package_is_not_looked_for_by_each_cell_in_a_row_but_again_where_a_source_is_added()
    {
        const string Id = "Storage.Course.Test.Appears";
        using var feed = new PackageFeed(Id);
        using var other = new TemporaryFolder();
        var restore = new PackageRestore(_ => { });
        restore.AddSource(feed.Root);
        var reason = (await restore.WhyMissingAsync(Id, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        reason.ShouldContain(Id);
        feed.Add("1.0.0");
        (await restore.WhyMissingAsync(Id, TestContext.Current.CancellationToken)).ShouldBe(reason);
        restore.AddSource(other.Root);
        (await restore.WhyMissingAsync(Id, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task A_package_that_is_there_in_another_version_only_is_said_to_be()
    {
        const string Id = "Storage.Course.Test.Older";
        using var feed = new PackageFeed(Id, "1.0.0");
        var restore = new PackageRestore(_ => { });
        restore.AddSource(feed.Root);
        var missing = await Should.ThrowAsync<CellException>(() => restore.AddAsync([new PackageRequest(Id, "2.0.0")], TestContext.Current.CancellationToken));
        missing.Message.ShouldStartWith($"{Id} 2.0.0 can't be restored: no configured source has {Id} in the version that is wanted (the nearest is 1.0.0); ");
    }

    [Theory]
    [InlineData("*", "2.1.0")]
    [InlineData("1.*", "1.5.0")]
    [InlineData("*-*", "3.0.0-beta.1")]
    [InlineData("[1.0.0,2.0.0)", "1.0.0")]
    [InlineData("(1.0.0,2.0.0)", "1.5.0")]
    [InlineData("[2.0.0]", "2.0.0")]
    [InlineData("2.0.0", "2.0.0")]
    [InlineData("1.2.0", "1.5.0, the nearest above 1.2.0, which no source has (NU1603)")]
    public async Task A_version_is_chosen_as_a_project_would(string version, string chosen)
    {
        const string Id = "Storage.Course.Test.Chosen";
        using var feed = new PackageFeed(Id, "1.0.0", "1.5.0", "2.0.0", "2.1.0", "3.0.0-beta.1");
        var said = "";
        var restore = new PackageRestore(text => said += text);
        restore.AddSource(feed.Root);
        await restore.AddAsync([new PackageRequest(Id, version)], TestContext.Current.CancellationToken);
        said.ShouldBe($"{Id} {chosen}\n");
    }
}
