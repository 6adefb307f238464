using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using StorageCourse.Tests.Lessons.Charts;

namespace StorageCourse.Tests.Jupyter;

/// <summary>A chapter in Jupyter's own web application, in a real browser, as a learner uses it.</summary>
public sealed class BrowserTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task A_learner_opens_a_chapter_runs_it_interrupts_completes_and_restarts_with_the_network_off()
    {
        Assert.SkipUnless(ChartPage.HasChromium, "chromium is not installed");
        Assert.SkipUnless(File.Exists("/usr/lib/python3/dist-packages/notebook/__init__.py"), "Jupyter's web application is not installed (python3-notebook)");
        var playwright = Path.Combine(ChartPage.Root, "tests", "bin", "playwright");
        var (code, _, errors) = await RunAsync("sh", [Beside("fetch-playwright.sh"), playwright]);
        Assert.SkipUnless(code == 0, "playwright-core could not be fetched from npm: " + errors);
        var pictures = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "browser")).FullName;
        await using var jupyter = await NotebookServer.StartAsync("00-welcome.ipynb");

        (code, var output, errors) = await RunAsync("node",
            [Beside("browser.mjs"), Path.Combine(playwright, "node_modules", "playwright-core"), "/usr/bin/chromium", jupyter.Url, pictures]);

        code.ShouldBe(0, $"{errors}\n{pictures}/failure.png shows the page");
        var seen = JsonElement.Parse(output);
        Text("kernel").ShouldBe("C# Polyglot (storage course)");
        Texts("errors").ShouldHaveSingleItem("the chapter has one error, on purpose").ShouldContain("column \"prize\" does not exist");
        Texts("pageErrors").ShouldBeEmpty();
        Texts("blocked").ShouldBeEmpty("nothing asked for the network");
        Text("table").ShouldContain("copper ship\t48.00");
        Text("table").ShouldContain("6 rows · ");
        seen.GetProperty("marks").GetInt32().ShouldBeGreaterThanOrEqualTo(2, "two variants are drawn");
        Text("interrupted").ShouldContain("the cell was interrupted");
        Text("interrupted").ShouldMatch(@"counting: \d+\.\d s");
        Text("afterInterrupt").ShouldContain("Valparaíso");
        Texts("completions").ShouldBe(["ToUpper", "ToUpperInvariant"]);
        Text("afterRestart").ShouldContain("CS0103");
        Text("alive").ShouldEndWith("42");

        string Text(string name) => seen.GetProperty(name).GetString()!;
        string[] Texts(string name) => [.. seen.GetProperty(name).EnumerateArray().Select(each => each.GetString()!)];
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string Beside(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, file);
}
