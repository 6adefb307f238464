using System.Text.Json;
using System.Text.RegularExpressions;
using StorageCourse.Host;

namespace StorageCourse.Tests.Lessons.Charts;

public sealed class ChartTests
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

    [Fact]
    public void A_chart_whose_script_never_runs_still_says_what_it_holds()
    {
        var html = ChartGallery.Lines.ToBundle().Data[MimeType.Html];
        html.ShouldContain("pages of 8 KiB by rows in the table. scan: 13 to 12,500; seek: 4 to 40;");
        html.ShouldContain("<details");
        html.ShouldContain("<td class=\"n\">12500</td>");
        ChartGallery.Lines.ToBundle().Data[MimeType.Text].ShouldContain("seek, covering index");
    }

    [Fact]
    public void A_field_without_a_unit_has_no_scale_and_its_names_may_have_line_breaks()
    {
        var field = new Chart("who waits").Heat(["asks\n<b>", "writes"], ["reads"], [[0, 1]], [["goes on", "waits"]]).ToBundle();
        var figure = JsonDocument.Parse(field.Data[MimeType.Plotly]).RootElement.GetProperty("data")[0];
        figure.GetProperty("showscale").GetBoolean().ShouldBeFalse();
        figure.GetProperty("x")[0].GetString().ShouldBe("asks<br>&lt;b&gt;");
        field.Data[MimeType.Text].ShouldContain("goes on");
    }

    [Fact]
    public void What_a_notebook_writes_into_a_chart_is_text_and_never_a_script()
    {
        var bundle = new Chart("</script><script>alert(1)</script>").X("<b>").Line("<i>", ["<u>"], [1.0]).ToBundle();
        Occurrences(bundle.Data[MimeType.Html], "<script>").ShouldBe(1);
        bundle.Data[MimeType.Html].ShouldNotContain("alert(1)</script>");
        using var figure = JsonDocument.Parse(bundle.Data[MimeType.Plotly]);
        figure.RootElement.GetProperty("data")[0].GetProperty("x")[0].GetString().ShouldBe("&lt;u&gt;");
    }

    [Fact]
    public void On_a_log_axis_zero_is_left_out_of_the_picture_and_stays_in_the_table()
    {
        var bundle = new Chart("zero").Y("pages", Axis.Log).Line("a", [1, 2], [0.0, 10]).ToBundle();
        using var figure = JsonDocument.Parse(bundle.Data[MimeType.Plotly]);
        figure.RootElement.GetProperty("data")[0].GetProperty("y")[0].ValueKind.ShouldBe(JsonValueKind.Null);
        bundle.Data[MimeType.Text].ShouldContain("1 |  0");
    }

    [Fact]
    public void Lines_that_end_together_are_named_apart()
    {
        using var figure = JsonDocument.Parse(ChartGallery.Lines.ToBundle().Data[MimeType.Plotly]);
        var layout = figure.RootElement.GetProperty("layout");
        var pixels = (layout.GetProperty("height").GetDouble() - 128) / (layout.GetProperty("yaxis").GetProperty("range")[1].GetDouble() - layout.GetProperty("yaxis").GetProperty("range")[0].GetDouble());
        var heights = layout.GetProperty("annotations").EnumerateArray().Select(note => (note.GetProperty("y").GetDouble() * pixels) + note.GetProperty("yshift").GetDouble()).Order().ToList();
        heights.Zip(heights.Skip(1), (lower, upper) => upper - lower).ShouldAllBe(gap => gap > 16);
    }

    [Fact]
    public void Lists_of_different_lengths_are_an_error_that_names_the_series() =>
        Should.Throw<ArgumentException>(() => new Chart("c").Line("uneven", [1, 2], [1.0])).Message.ShouldContain("'uneven', got 2 positions and 1 values");

    private static int Occurrences(string text, string part) => Regex.Count(text, Regex.Escape(part));
}
