using System.Globalization;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Headless;

/// <summary>The runner and the course's own kernel when a cell takes its process down.</summary>
public sealed class KernelFaultTests : IDisposable
{
    private static readonly string[] Argv = [CourseProcess.Program, "kernel", "--connection-file", "{connection_file}"];
    private readonly CourseFolder course = new();

    public void Dispose() => course.Dispose();

    [Theory]
    [InlineData("Environment.Exit(3);", "exit code 3")]
    [InlineData("int Deeper(int n) => Deeper(n + 1) + 1; Deeper(0)", "Stack overflow")]
    [InlineData("""new Thread(() => throw new InvalidOperationException("from a thread")).Start(); Thread.Sleep(60_000);""", "from a thread")]
    public async Task A_cell_that_ends_its_process_is_named_its_output_is_kept_and_the_run_goes_on(string source, string cause)
    {
        course.Add("01-dies", "1 + 1", $"using System.Threading;\nConsole.WriteLine(\"before\");\nThread.Sleep(2_000);\n{source}", "2 + 2");
        course.Add("02-lives", "3 + 3");
        var report = await course.RunAsync(options => options with { Kernel = KernelSpec.FromArgv("storage-course", Argv) });
        report.Notebooks[1].Status.ShouldBe(RunStatus.Passed);
        report.Notebooks[0].Cells.Select(cell => cell.Status).ShouldBe([RunStatus.Passed, RunStatus.Failed, RunStatus.NotRun]);
        report.Notebooks[0].Cells[1].Error!.Name.ShouldBe("KernelDied");
        report.Notebooks[0].Cells[1].Error!.Message.ShouldContain(cause);
        MultilineText.Join(course.Executed("01-dies").Cells[2].Outputs[0]["text"]).ShouldBe("before\n");
    }

    [Fact]
    public async Task A_runner_that_is_killed_leaves_no_kernel_and_nothing_that_a_cell_started()
    {
        course.Add("01-a", $"""
            var child = System.Diagnostics.Process.Start("/bin/sleep", "600");
            System.IO.File.WriteAllText("{course.Path("reached")}.part", Environment.ProcessId + " " + child.Id);
            System.IO.File.Move("{course.Path("reached")}.part", "{course.Path("reached")}");
            while (true) System.Threading.Thread.Sleep(100);
            """);
        course.Write("jupyter/kernels/own/kernel.json", System.Text.Json.JsonSerializer.Serialize(new { argv = Argv, display_name = "own", language = "C#", interrupt_mode = "message" }));
        await using var run = CourseProcess.Start(course, new Dictionary<string, string?>(), "run", "--kernel", "own", "--alone");
        await RunnerTests.Until(() => File.Exists(course.Path("reached")));
        var processes = (await File.ReadAllTextAsync(course.Path("reached"), TestContext.Current.CancellationToken)).Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray();
        await run.SignalAsync("KILL");
        (await run.EndAsync()).ExitCode.ShouldBe(137);
        await RunnerTests.Until(() => !Array.Exists(processes, SystemProcess.IsAlive));
    }
}
