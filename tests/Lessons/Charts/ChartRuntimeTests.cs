using System.Security.Cryptography;
using StorageCourse.Host;

namespace StorageCourse.Tests.Lessons.Charts;

public sealed class ChartRuntimeTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("storage-course-charts-");

    [Fact]
    public void Without_a_fetched_library_the_setup_cell_names_one_version_with_its_hash()
    {
        var html = ChartRuntime.Bundle(folder.FullName).Data[MimeType.Html];
        html.ShouldContain($"plotly.js-cartesian-dist-min@{ChartRuntime.Version}/plotly-cartesian.min.js");
        html.ShouldContain($"integrity=\"{ChartRuntime.Integrity}\"");
        html.Length.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void A_fetched_library_is_inlined_whole_and_nothing_is_loaded()
    {
        File.WriteAllText(Path.Combine(folder.FullName, "plotly.min.js"), "window.Plotly = {}; // whole");
        var html = ChartRuntime.Bundle(folder.FullName).Data[MimeType.Html];
        html.ShouldContain("window.Plotly = {}; // whole");
        html.ShouldNotContain("src=");
    }

    [Fact]
    public void The_script_that_fetches_and_the_code_that_refers_agree_on_version_and_hash()
    {
        var script = File.ReadAllText(Path.Combine(ChartPage.Root, "helpers", "Lessons", "Charts", "fetch-plotly.sh"));
        script.ShouldContain($"version={ChartRuntime.Version}\n");
        script.ShouldContain($"sha512={Convert.ToHexStringLower(Convert.FromBase64String(ChartRuntime.Integrity["sha512-".Length..]))}\n");
        var fetched = Path.Combine(ChartPage.Root, "helpers", "bin", "plotly.min.js");
        Assert.SkipUnless(File.Exists(fetched), "plotly.js could not be fetched from npm");
        ("sha512-" + Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(fetched)))).ShouldBe(ChartRuntime.Integrity);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
