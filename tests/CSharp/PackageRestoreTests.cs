using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Headless;
using StorageCourse.Host;

namespace StorageCourse.Tests.CSharp;

public sealed class PackageRestoreTests
{
    private static readonly PackageRequest Preferred = new("StackExchange.Redis", "2.13.23");

    [Fact]
    public async Task A_package_asked_for_again_is_content_with_the_fallback_that_it_got()
    {
        var restore = new PackageRestore(PackageCatalogue.Load(Course.Find(AppContext.BaseDirectory)!.Root), _ => { });
        IReadOnlyList<string> files = [];
        try
        {
            files = await restore.AddAsync([Preferred], TestContext.Current.CancellationToken);
        }
        catch (CellException missing)
        {
            Assert.Skip(missing.Message);
        }

        files.ShouldNotBeEmpty();
        (await restore.AddAsync([Preferred], TestContext.Current.CancellationToken)).ShouldBe(files, "whoever asked first may only have wanted to know whether it is there");
        (await Should.ThrowAsync<CellException>(() => restore.AddAsync([Preferred with { Version = "2.0.0" }], TestContext.Current.CancellationToken))).ErrorName.ShouldBe("PackageVersion");
    }
}
