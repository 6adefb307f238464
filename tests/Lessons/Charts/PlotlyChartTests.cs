using System.Text.Json.Nodes;
using Plotly.NET;
using Plotly.NET.CSharp;
using StorageCourse.Host;
using StorageCourse.Lessons.Charts;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Lessons.Charts;

/// <summary>Charts that a notebook makes with Plotly.NET.</summary>
public sealed class PlotlyChartTests
{
    public PlotlyChartTests() => CourseTemplate.BecomeDefault();

    private static GenericChart Histogram => Plotly.NET.CSharp.Chart.Histogram<double, double, string>(X: new[] { 0.2, 0.25, 0.3, 0.25 }, Name: "one by one");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_is_drawn_without_a_network_in_the_pages_colours(bool isDark)
    {
        if (!ChartPage.HasChromium) Assert.Skip("chromium is not here; run tests/install.sh");
        var runtime = ChartRuntime.Bundle(Path.Combine(ChartPage.Root, "helpers", "bin")).Data[MimeType.Html];
        var html = new PlotlyChart(Histogram).ToBundle().Data[MimeType.Html];
        var page = ChartPage.Draw(ChartPage.WriteHtml($"plotly-{(isDark ? "dark" : "light")}", isDark, html + runtime));
        page.ShouldContain("class=\"main-svg\"");
        page.ShouldContain($"fill: rgb({(isDark ? "221, 221, 221" : "34, 34, 34")})");
        page.ShouldContain($"fill: rgb({(isDark ? "86, 180, 233" : "0, 114, 178")})", Case.Sensitive, "the first colour of the course's palette");
        page.ShouldContain("background: rgba(0, 0, 0, 0)");
        html.ShouldNotContain("http");
    }

    [Fact]
    public void Its_figures_are_a_table_and_its_form_for_other_front_ends_is_a_figure()
    {
        var bundle = new PlotlyChart(Histogram).ToBundle();
        bundle.Data[MimeType.Text].ShouldStartWith("Chart\ntrace      |    x\none by one |  0.2\n");
        JsonNode.Parse(bundle.Data[MimeType.Plotly])!["data"]![0]!["type"]!.GetValue<string>().ShouldBe("histogram");
    }

    [Fact]
    public void Colours_that_a_chart_brings_stay()
    {
        var own = new Template().With(("layout", new Layout().With(("paper_bgcolor", "#000"))));
        var figure = JsonNode.Parse(new PlotlyChart(GenericChart.setLayout(new Layout().With(("template", own)), Histogram)).ToBundle().Data[MimeType.Plotly])!;
        figure["layout"]!["template"]!["layout"]!.AsObject().Select(member => member.Key).ShouldBe(["paper_bgcolor"]);
    }

    [Fact]
    public void A_kind_that_cannot_be_drawn_here_says_so_and_shows_its_figures()
    {
        var space = GenericChart.setLayout(
            new Layout().With(("title", PlotlyObjects.Of(("text", "<b>Space</b>")))),
            GenericChart.ofTraceObject(false, new Trace("scatter3d").With(("x", new[] { 1 }), ("y", new[] { 2 }), ("z", new[] { 3 }))));
        var html = new PlotlyChart(space).ToBundle().Data[MimeType.Html];
        html.ShouldContain("got scatter3d");
        html.ShouldContain("&lt;b&gt;Space");
        html.ShouldContain("<td class=\"n\">3</td>");
        html.ShouldNotContain("<script>");
    }

    [Fact]
    public void A_chart_of_the_course_is_composed_further_with_the_librarys_own_calls()
    {
        var chart = ChartGallery.Lines.ToPlotly().WithSize(Width: 500, Height: 300).WithXAxisStyle<double, double, string>(TitleText: "rows");
        var layout = JsonNode.Parse(new PlotlyChart(chart).ToBundle().Data[MimeType.Plotly])!["layout"]!;
        layout["width"]!.GetValue<double>().ShouldBe(500);
        layout["xaxis"]!["title"]!["text"]!.GetValue<string>().ShouldBe("rows");
        layout["xaxis"]!["type"]!.GetValue<string>().ShouldBe("log");
        layout["title"]!["text"]!.GetValue<string>().ShouldContain("Pages read");
    }

    [Fact]
    public async Task In_a_cell_it_shows_itself_and_the_library_is_loaded_no_sooner()
    {
        const string Loaded = "AppDomain.CurrentDomain.GetAssemblies().Any(loaded => loaded.GetName().Name is \"Plotly.NET\" or \"FSharp.Core\")";
        await using var kernel = await CourseKernel.StartAsync();
        await kernel.ValueAsync("#!import ../helpers/setup.csx");
        (await kernel.ValueAsync(Loaded)).ShouldBe("false");
        var run = await kernel.RunAsync("Plotly.NET.CSharp.Chart.Histogram<double, double, string>(X: new[] { 0.2, 0.25 }, Name: \"one by one\")");
        run.ResultHtml.ShouldNotBeNull(run.Traceback).ShouldContain("storageCourseChart");
        run.ResultHtml.ShouldContain("standoff", Case.Sensitive, "the course's template");
        run.Result.ShouldNotBeNull().ShouldContain("one by one");
    }
}
