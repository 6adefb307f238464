using System.Diagnostics;
using System.Globalization;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Notebook;
using StorageCourse.Tests.Labs;

namespace StorageCourse.Tests.DotNetInteractive;

/// <summary>
/// The script that runs the course on the published engine. Explicit, for it needs that engine and the course's own build: run it with
/// <c>./course test -explicit only -class "*OldEngineTests"</c>.
/// </summary>
public sealed class OldEngineTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Explicit = true)]
    public async Task A_run_that_ends_leaves_no_process()
    {
        using var run = Start("""System.Diagnostics.Process.Start("tail", ["-f", NAME]).Id""");
        await run.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        run.ExitCode.ShouldBe(0);
        LabProcess.WithCommand(folder.Root).Select(LabProcess.CommandOf).ShouldBeEmpty();
    }

    [Theory(Explicit = true)]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_run_that_is_stopped_leaves_no_process(string signal)
    {
        using var run = Start("""System.IO.File.Move(NAME, NAME + ".started"); System.Diagnostics.Process.Start("tail", ["-f", NAME + ".started"]).WaitForExit();""");
        await LabProcess.UntilAsync(() => run.HasExited || LabProcess.WithCommand(folder.Path("name.started")).Count > 0, "the cell's process");
        LabProcess.WithCommand(folder.Root).Count.ShouldBeGreaterThan(1);
        using var kill = Process.Start("/bin/kill", ["-s", signal, run.Id.ToString(CultureInfo.InvariantCulture)]);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline, TestContext.Current.CancellationToken);
        run.ExitCode.ShouldNotBe(0);
        LabProcess.WithCommand(folder.Root).Select(LabProcess.CommandOf).ShouldBeEmpty();
    }

    /// <summary>Runs a notebook of one cell, in which NAME is a file's path. Whatever belongs to the run has the test's folder in its command line.</summary>
    private Process Start(string code)
    {
        var file = folder.Path("name");
        File.WriteAllText(file, "");
        var notebook = NotebookDocument.Create();
        notebook.Append(CellKind.Markdown, "# One cell").Id = "title";
        notebook.Append(CellKind.Code, code.Replace("NAME", $"\"{file}\"", StringComparison.Ordinal)).Id = "cell";
        File.WriteAllBytes(folder.Path("one.ipynb"), notebook.ToBytes());
        var start = new ProcessStartInfo(Path.Combine(Course.Find(AppContext.BaseDirectory)!.Root, "tests", "old-engine.sh"), [folder.Path("one.ipynb"), "--no-install"]);
        start.Environment["TMPDIR"] = folder.Root;
        return Process.Start(start)!;
    }
}
