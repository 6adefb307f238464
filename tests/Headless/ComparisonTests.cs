using System.Diagnostics;
using System.Text.Json;
using StorageCourse.Engine.Headless;

namespace StorageCourse.Tests.Headless;

/// <summary><c>course run --kernel NAME</c> by the course's own program, with its kernel installed a second time under another name.</summary>
public sealed class ComparisonTests : IDisposable
{
    private static readonly string Program = Path.Combine(Course.Find(AppContext.BaseDirectory)!.Root, "engine", "bin", "kernel", "storage-course");
    private readonly CourseFolder course = new();

    public void Dispose() => course.Dispose();

    [Fact]
    public async Task A_kernel_compared_with_itself_passes_the_same_cells_and_times_stand_side_by_side()
    {
        course.Add("01-a", "1 + 1", "#!requires engine:other\nthrow new Exception();");
        course.Add("02-b", "\"b\"");
        var run = await RunAsync("run", "--kernel", "twin");
        run.ExitCode.ShouldBe(0, run.Output + run.Errors);
        run.Output.ShouldMatch(@"on both +storage-course +twin");
        run.Output.ShouldMatch(@"01-a +1/2 +[\d.]+ m?s +[\d.]+ m?s +[\d.]+ ×");
        run.Output.ShouldContain("✓ 2 cells pass on storage-course and on twin");

        var page = await File.ReadAllTextAsync(course.Path("out", "report.html"), TestContext.Current.CancellationToken);
        page.ShouldContain("<h2>twin beside storage-course</h2>");
        page.ShouldContain("href=\"storage-course/report.html\"");
        File.Exists(course.Path("out", "storage-course", "report.html")).ShouldBeTrue();
        (await File.ReadAllTextAsync(course.Path("out", "summary.md"), TestContext.Current.CancellationToken)).ShouldContain("| chapter | passed on both | storage-course | twin | |");
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(course.Path("out", "report.json"), TestContext.Current.CancellationToken));
        json.RootElement.GetProperty("kernel").GetString().ShouldBe("twin");
        json.RootElement.GetProperty("beside").GetProperty("kernel").GetString().ShouldBe("storage-course");
    }

    [Fact]
    public async Task A_cell_that_passes_on_one_kernel_only_is_named_and_makes_exit_code_1()
    {
        course.Add("01-a", "1", "if (Environment.GetEnvironmentVariable(\"TWIN\") is not null) throw new Exception(\"not here\");", "3");
        var run = await RunAsync("run", "--kernel", "twin");
        run.ExitCode.ShouldBe(1, run.Output + run.Errors);
        run.Output.ShouldMatch(@"01-a cell 2 \(if \(Environment\..*…\): passed on storage-course, failed on twin");
        run.Output.ShouldContain("01-a cell 3 (3): passed on storage-course, not run on twin");
        run.Output.ShouldContain("✗ 1 cell passes on storage-course and on twin; 2 cells on one of them only");
    }

    [Fact]
    public async Task A_cell_that_one_kernel_skips_is_named_but_no_failure()
    {
        course.Add("01-a", "#!requires engine:other\n1");
        course.Write("jupyter/kernels/scripted/kernel.json", ScriptedKernel.Json);
        // The scripted kernel knows no #!requires: to it the lines are words without a meaning.
        var run = await RunAsync("run", "--kernel", "scripted");
        run.ExitCode.ShouldBe(0, run.Output + run.Errors);
        run.Output.ShouldContain("01-a: 1 cell skipped on storage-course alone (1)");
        run.Output.ShouldContain("✓ 0 cells pass on storage-course and on scripted; 1 cell is skipped by one of them");
    }

    [Fact]
    public async Task A_kernel_that_is_not_installed_is_an_error_that_lists_those_that_are()
    {
        course.Add("01-a", "1");
        var run = await RunAsync("run", "--kernel", ".net-csharp");
        run.ExitCode.ShouldBe(2);
        run.Errors.ShouldMatch("expected an installed Jupyter kernel, got \"\\.net-csharp\"; installed are: .*twin");
        Directory.Exists(course.Path("out")).ShouldBeFalse();
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        File.Exists(Program).ShouldBeTrue($"expected the engine at {Program}; run ./course build");
        course.Write("jupyter/kernels/twin/kernel.json", JsonSerializer.Serialize(new
        {
            argv = new[] { Program, "kernel", "--connection-file", "{connection_file}" },
            display_name = "Twin",
            language = "C#",
            interrupt_mode = "message",
            env = new Dictionary<string, string> { ["TWIN"] = "1" },
        }));
        var start = new ProcessStartInfo(Program, arguments) { WorkingDirectory = course.Course.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["COURSE_ROOT"] = course.Course.Root;
        start.Environment["JUPYTER_PATH"] = course.Path("jupyter");
        using var process = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
