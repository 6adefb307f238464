using System.Text.Json.Nodes;
using StorageCourse.Engine.Headless.Reporting;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Engine.Notebook;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Headless;

public sealed class RunnerTests : IDisposable
{
    private readonly CourseFolder course = new();

    public void Dispose() => course.Dispose();

    [Fact]
    public async Task A_notebook_stops_at_its_first_failing_cell_and_the_others_go_on()
    {
        course.Add("01-first", "print a", "fail it is wrong", "print never");
        course.Add("02-second", "print b");
        var report = await course.RunAsync();
        report.IsSuccess.ShouldBeFalse();
        report.Notebooks.Select(notebook => notebook.Status).ShouldBe([RunStatus.Failed, RunStatus.Passed]);
        report.Notebooks[0].Cells.Select(cell => cell.Status).ShouldBe([RunStatus.Passed, RunStatus.Failed, RunStatus.NotRun]);
        report.Notebooks[0].Problems.ShouldHaveSingleItem().ShouldBe(new Problem("cell", 2, "cell 2 failed: Failure", "it is wrong"));
        Text(course.Executed("01-first").Cells[1]).ShouldBe("a\n");
        course.Executed("01-first").Cells[3].Outputs.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cell_tagged_raises_exception_must_fail()
    {
        var tag = """{"tags": ["raises-exception"]}""";
        course.Add("01-tagged", ("fail as expected", JsonNode.Parse(tag)!.AsObject()), ("print no error", JsonNode.Parse(tag)!.AsObject()), ("print never", null));
        var report = await course.RunAsync();
        report.Notebooks[0].Cells.Select(cell => cell.Status).ShouldBe([RunStatus.Passed, RunStatus.Failed, RunStatus.NotRun]);
        report.Notebooks[0].Problems.ShouldHaveSingleItem().Title.ShouldBe("cell 2 failed: NoError");
    }

    [Fact]
    public async Task A_kernel_that_dies_fails_its_cell_with_the_output_so_far_and_the_others_go_on()
    {
        course.Add("01-dies", "print one", "print before\ndie", "print never");
        course.Add("02-lives", "print b");
        var report = await course.RunAsync();
        report.Notebooks[1].Status.ShouldBe(RunStatus.Passed);
        var cell = report.Notebooks[0].Cells[1];
        cell.Error!.Name.ShouldBe("KernelDied");
        cell.Error.Message.ShouldContain("exit code 137 (signal 9)");
        var executed = course.Executed("01-dies").Cells[2];
        Text(executed).ShouldBe("before\n");
        executed.Outputs[^1]["ename"]!.GetValue<string>().ShouldBe("KernelDied");
    }

    // The limits leave a slow machine the time for what is to be done in them.
    [Fact]
    public async Task A_cell_over_its_time_is_interrupted()
    {
        course.Add("01-waits", "print a", "print before\nwait", "print never");
        var report = await course.RunAsync(options => options with { CellTimeout = TimeSpan.FromSeconds(4), InterruptTimeout = TimeSpan.FromMinutes(2) });
        report.Notebooks[0].Cells[1].Error!.Message.ShouldBe("the cell took longer than 4 s (--cell-timeout); it was interrupted");
        report.Notebooks[0].Cells[2].Status.ShouldBe(RunStatus.NotRun);
        Text(course.Executed("01-waits").Cells[2]).ShouldBe("before\n");
    }

    [Fact]
    public async Task A_cell_over_its_time_that_does_not_heed_an_interrupt_loses_its_kernel()
    {
        course.Add("01-hangs", "print before\nhang");
        var report = await course.RunAsync(options => options with { CellTimeout = TimeSpan.FromSeconds(4), InterruptTimeout = TimeSpan.FromSeconds(1) });
        report.Notebooks[0].Cells[0].Error!.Message.ShouldBe("the cell took longer than 4 s (--cell-timeout); it did not heed an interrupt, so its kernel is ended");
        Text(course.Executed("01-hangs").Cells[1]).ShouldBe("before\n");
    }

    [Fact]
    public async Task A_notebook_over_its_time_says_so()
    {
        course.Add("01-waits", "wait");
        var report = await course.RunAsync(options => options with { NotebookTimeout = TimeSpan.FromSeconds(0.5) });
        report.Notebooks[0].Cells[0].Error!.Message.ShouldStartWith("the notebook took longer than 0.5 s (--timeout)");
    }

    [Fact]
    public async Task A_kernel_that_does_not_start_fails_its_notebook()
    {
        course.Add("01-any", "print a");
        var report = await course.RunAsync(options => options with { Kernel = StorageCourse.Engine.Jupyter.Client.KernelSpec.FromArgv("broken", ["/bin/false", "{connection_file}"]) });
        report.Notebooks[0].Status.ShouldBe(RunStatus.Failed);
        report.Notebooks[0].Problems.ShouldHaveSingleItem().Title.ShouldBe("the kernel did not start");
        report.Notebooks[0].Cells.ShouldAllBe(cell => cell.Status == RunStatus.NotRun);
    }

    [Fact]
    public async Task A_malformed_notebook_fails_with_its_place_and_the_others_go_on()
    {
        course.Write("notebooks/01-broken.ipynb", "{\n \"cells\": [}");
        course.Write("notebooks/02-empty.ipynb", "");
        course.Add("03-none", Array.Empty<string>());
        course.Add("04-lives", "print b");
        var report = await course.RunAsync();
        report.Notebooks.Select(notebook => notebook.Status).ShouldBe([RunStatus.Failed, RunStatus.Failed, RunStatus.Passed, RunStatus.Passed]);
        report.Notebooks[0].Problems[0].Detail.ShouldContain("01-broken.ipynb:2:12: expected");
        report.Notebooks[1].Problems[0].Detail.ShouldContain("the file is empty");
    }

    [Fact]
    public async Task Each_notebook_has_a_process_of_its_own_in_its_folder_that_knows_how_the_run_goes()
    {
        string[] names = [CourseEnvironment.Headless, CourseEnvironment.Measure, CourseEnvironment.Solved, CourseEnvironment.Root];
        course.Add("01-a", [.. names.Select(name => $"environment {name}")]);
        course.Add("02-b", [.. names.Select(name => $"environment {name}")]);
        await course.RunAsync(options => options with { Measure = false });
        string[][] Lines(string name) => [.. course.Executed(name).Cells.Skip(1).Select(cell => Text(cell).Split('\n'))];
        Lines("01-a").Select(lines => lines[0]).ShouldBe(["1", "0", "0", course.Course.Root]);
        Lines("01-a").ShouldAllBe(lines => lines[1] == course.Path("notebooks"));
        Lines("01-a")[0][2].ShouldNotBe(Lines("02-b")[0][2]);
    }

    [Fact]
    public async Task Jobs_run_side_by_side()
    {
        // Each waits for a file that only the other makes.
        course.Add("01-a", $"touch {course.Path("a")}", $"await-file {course.Path("b")}");
        course.Add("02-b", $"touch {course.Path("b")}", $"await-file {course.Path("a")}");
        (await course.RunAsync(options => options with { Jobs = 2 })).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Output_that_comes_after_its_cell_has_ended_stands_under_that_cell_also_in_files_without_ids()
    {
        var old = """{"cells":[{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":"print one"},{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":"later two"},{"cell_type":"code","execution_count":null,"metadata":{},"outputs":[],"source":"release"}],"metadata":{},"nbformat":4,"nbformat_minor":4}""";
        course.Write("notebooks/01-a.ipynb", old);
        (await course.RunAsync()).IsSuccess.ShouldBeTrue();
        var cells = course.Executed("01-a").Cells;
        Text(cells[0]).ShouldBe("one\n");
        MultilineText.Join(cells[1].Outputs.ShouldHaveSingleItem()["data"]!["text/plain"]).ShouldBe("two");
        cells[2].Outputs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Displays_are_updated_in_place_also_from_later_cells()
    {
        course.Add("01-a", "html <i>one</i>\nprint x", "update <i>two</i>");
        await course.RunAsync();
        var cells = course.Executed("01-a").Cells;
        MultilineText.Join(cells[1].Outputs[0]["data"]!["text/html"]).ShouldBe("<i>two</i>");
        cells[2].Outputs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Endless_output_is_kept_to_its_limit_with_a_notice()
    {
        course.Add("01-a", "flood 2000000", "print after");
        var report = await course.RunAsync();
        report.IsSuccess.ShouldBeTrue();
        var output = course.Executed("01-a").Cells[1].Outputs;
        MultilineText.Join(output[^1]["text"]).ShouldContain("dropped");
        Text(course.Executed("01-a").Cells[2]).ShouldBe("after\n");
    }

    [Theory]
    [InlineData("""{"kind":"claim","id":"01.a","status":"failed","title":"x beats y","detail":"0.9 times","figures":{}}""", "claim 01.a is broken: x beats y")]
    [InlineData("""{"kind":"store","id":"redis","status":"skipped","title":"Redis","detail":"no server","figures":{}}""", "the required store redis was skipped")]
    [InlineData("""[{"kind":"store","id":"postgres","status":"passed","title":"PostgreSQL","detail":"","figures":{}},{"kind":"store","id":"redis","status":"skipped","title":"Redis","detail":"no server","figures":{}}]""", "the required store redis was skipped")]
    [InlineData("""{"kind":"skip","id":"store:redis","status":"skipped","title":"needs redis","detail":"no server","figures":{}}""", "the required store redis was skipped")]
    public async Task A_broken_claim_or_a_skipped_store_that_is_required_fails_the_run(string outcome, string problem)
    {
        course.Add("01-a", $"outcome {outcome}");
        var report = await course.RunAsync(options => options with { Require = ["postgres", "redis"] });
        report.IsSuccess.ShouldBeFalse();
        report.Notebooks[0].Problems.ShouldHaveSingleItem().Title.ShouldBe(problem);
        report.Notebooks[0].Problems[0].Cell.ShouldBe(1);
    }

    [Fact]
    public async Task A_skip_that_nobody_forbade_is_counted_and_is_no_failure()
    {
        course.Add("01-a", """outcome {"kind":"skip","id":"store:mssql","status":"skipped","title":"needs mssql","detail":"no server","figures":{}}""", "print on");
        var report = await course.RunAsync(options => options with { Require = ["postgres"] });
        report.IsSuccess.ShouldBeTrue();
        report.Notebooks[0].Cells.Select(cell => cell.Status).ShouldBe([RunStatus.Skipped, RunStatus.Passed]);
        RunTotals.Of(report).Line.ShouldContain("2 cells (1 skipped)");
    }

    [Fact]
    public async Task A_stopped_run_ends_its_kernels_and_reports_what_was_not_run()
    {
        using var stop = new CancellationTokenSource();
        course.Add("01-a", "print a", $"touch {course.Path("reached")}\nwait", "print c");
        course.Add("02-b", "print b");
        var running = course.RunAsync(stop: stop);
        await Until(() => File.Exists(course.Path("reached")));
        await stop.CancelAsync();
        var report = await running;
        report.WasStopped.ShouldBeTrue();
        report.IsSuccess.ShouldBeFalse();
        report.Notebooks[0].Cells.Select(cell => cell.Status).ShouldBe([RunStatus.Passed, RunStatus.Failed, RunStatus.NotRun]);
        report.Notebooks[1].Cells.ShouldAllBe(cell => cell.Status == RunStatus.NotRun);
        var kernel = int.Parse(await File.ReadAllTextAsync(course.Path("reached"), TestContext.Current.CancellationToken), null);
        Should.Throw<ArgumentException>(() => System.Diagnostics.Process.GetProcessById(kernel));
    }

    internal static async Task Until(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!condition()) await Task.Delay(20, deadline.Token);
    }

    private static string Text(NotebookCell cell) => string.Concat(cell.Outputs.Where(output => output["name"]?.GetValue<string>() == "stdout").Select(output => MultilineText.Join(output["text"])));
}
