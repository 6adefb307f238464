using System.Text.Json;
using System.Text.RegularExpressions;
using StorageCourse.Host;

namespace StorageCourse.Tests.Charts;

public sealed partial class ChartTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_sort_of_chart_is_drawn_in_a_browser_without_a_network(bool isDark)
    {
        Assert.SkipUnless(ChartPage.HasChromium, "chromium is not installed");
        var page = ChartPage.Write(isDark ? "gallery-dark" : "gallery-light", isDark, ChartGallery.All);
        Assert.SkipUnless(File.Exists(Path.Combine(ChartPage.Root, "helpers", "bin", "plotly.min.js")), "plotly.js could not be fetched from npm");

        var drawn = ChartPage.Draw(page);

        Occurrences(drawn, "<svg class=\"main-svg\"").ShouldBeGreaterThanOrEqualTo(ChartGallery.All.Count);
        Occurrences(drawn, "class=\"trace scatter").ShouldBe(3 + 4 + 1, "three lines, two lines with their bands, one row of points");
        Occurrences(drawn, "class=\"trace bars\"").ShouldBe(3 + 1);
        Occurrences(drawn, "class=\"hm\"").ShouldBe(1);
        Occurrences(drawn, "class=\"errorbar\"").ShouldBe(9 + 3);
        drawn.ShouldContain("seek, covering index</text>");
        drawn.ShouldNotContain("The picture appears when");
    }

    private static int Occurrences(string text, string part) => Regex.Count(text, Regex.Escape(part));
}
