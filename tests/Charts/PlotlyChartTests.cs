using System.Text.Json.Nodes;
using StorageCourse.Host;

namespace StorageCourse.Tests.Charts;

/// <summary>Figures that another library made.</summary>
public sealed class PlotlyChartTests
{
    // As Plotly.NET 5.1 writes it: its colours stand in the template.
    private const string Histogram = """
        {"data":[{"type":"histogram","name":"one by one","x":[0.2,0.25,0.3,0.25]}],
         "layout":{"width":600,"height":500,"template":{"layout":{"paper_bgcolor":"white","font":{"color":"rgb(42,63,95)"}}},"xaxis":{"title":{"text":"ms"}}},
         "config":{"responsive":true}}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_figure_of_another_library_is_drawn_without_a_network_in_the_pages_colours(bool isDark)
    {
        if (!ChartPage.HasChromium) Assert.Skip("chromium is not here; run tests/install.sh");
        var runtime = ChartRuntime.Bundle(Path.Combine(ChartPage.Root, "helpers", "bin")).Data[MimeType.Html];
        var html = PlotlyChart.FromJson(Histogram).ToBundle().Data[MimeType.Html];
        var page = ChartPage.Draw(ChartPage.WriteHtml($"plotly-{(isDark ? "dark" : "light")}", isDark, html + runtime));
        page.ShouldContain("class=\"main-svg\"");
        page.ShouldContain($"fill: rgb({(isDark ? "221, 221, 221" : "34, 34, 34")})");
        page.ShouldContain("background: rgba(0, 0, 0, 0)");
        html.ShouldNotContain("http");
    }

    [Fact]
    public void Its_figures_are_a_table_and_its_form_for_other_front_ends_is_a_figure()
    {
        var bundle = PlotlyChart.FromJson(Histogram).ToBundle();
        bundle.Data[MimeType.Text].ShouldStartWith("Chart\ntrace      |    x\none by one |  0.2\n");
        JsonNode.Parse(bundle.Data[MimeType.Plotly])!["data"]![0]!["type"]!.GetValue<string>().ShouldBe("histogram");
    }

    [Fact]
    public void Colours_that_a_figure_brings_stay()
    {
        var figure = Figure("""{"data":[],"layout":{"paper_bgcolor":"#000","font":{"color":"#fff"}}}""");
        figure["layout"]!["paper_bgcolor"]!.GetValue<string>().ShouldBe("#000");
        figure["layout"]!["xaxis"].ShouldBeNull();
    }

    [Fact]
    public void A_title_that_is_a_mere_text_is_one_that_plotly_3_reads()
    {
        var figure = Figure("""{"data":[{"y":[1],"marker":{"colorbar":{"title":"c"}}}],"layout":{"title":"t","xaxis":{"title":"x"}}}""");
        figure["layout"]!["title"]!["text"]!.GetValue<string>().ShouldBe("t");
        figure["layout"]!["xaxis"]!["title"]!["text"]!.GetValue<string>().ShouldBe("x");
        figure["data"]![0]!["marker"]!["colorbar"]!["title"]!["text"]!.GetValue<string>().ShouldBe("c");
    }

    [Fact]
    public void A_kind_that_cannot_be_drawn_here_says_so_and_shows_its_figures()
    {
        var html = PlotlyChart.FromJson("""{"data":[{"type":"scatter3d","x":[1],"y":[2],"z":[3]}],"layout":{"title":{"text":"<b>Space</b>"}}}""").ToBundle().Data[MimeType.Html];
        html.ShouldContain("got scatter3d");
        html.ShouldContain("&lt;b&gt;Space");
        html.ShouldContain("<td class=\"n\">3</td>");
        html.ShouldNotContain("<script>");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"layout":{}}""")]
    public void What_is_no_figure_is_refused(string json) =>
        Should.Throw<ArgumentException>(() => PlotlyChart.FromJson(json)).Message.ShouldContain("expected a Plotly figure");

    private static JsonNode Figure(string json) => JsonNode.Parse(PlotlyChart.FromJson(json).ToBundle().Data[MimeType.Plotly])!;
}
