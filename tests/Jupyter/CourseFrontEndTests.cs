using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Notebook;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Jupyter;

/// <summary>The course's own kernel under front ends that others wrote.</summary>
public sealed class CourseFrontEndTests : IDisposable
{
    private readonly InstalledKernel installed = new(Path.Combine(CourseKernel.Root, "engine", "bin", "kernel", "storage-course"), "kernel", "--connection-file", "{connection_file}");

    public void Dispose() => installed.Dispose();

    [Fact]
    public async Task Jupyter_console_runs_cells_asks_for_more_lines_and_reads_input()
    {
        var shown = await Python.RunAsync("console.py", [installed.Name], ("JUPYTER_PATH", installed.Root), ("COURSE_ROOT", CourseKernel.Root), ("PROMPT_TOOLKIT_NO_CPR", "1"));
        shown.ShouldContain("help: did you mean answer");
    }

    [Fact]
    public Task Nbconvert_executes_the_first_chapter() => ConvertAsync("00");

    /// <summary>Minutes, so not part of each push: run it with <c>-explicit only</c>.</summary>
    [Fact(Explicit = true)]
    public async Task Nbconvert_executes_every_chapter()
    {
        foreach (var chapter in Course.Find(AppContext.BaseDirectory)!.Notebooks()) await ConvertAsync(chapter.Name[..2]);
    }

    private async Task ConvertAsync(string chapter)
    {
        var folder = Directory.CreateTempSubdirectory("storage-course-test-");
        try
        {
            var notebook = Directory.GetFiles(Path.Combine(CourseKernel.Root, "notebooks"), chapter + "-*.ipynb").ShouldHaveSingleItem();
            await Python.RunModuleAsync(
                ["nbconvert", "--to", "notebook", "--execute", $"--ExecutePreprocessor.kernel_name={installed.Name}", "--ExecutePreprocessor.iopub_timeout=120", "--output-dir", folder.FullName, notebook],
                ("JUPYTER_PATH", installed.Root), ("COURSE_ROOT", CourseKernel.Root), ("COURSE_HEADLESS", "1"), ("COURSE_MEASURE", "0"));
            var executed = await NotebookDocument.ReadAsync(Path.Combine(folder.FullName, Path.GetFileName(notebook)), TestContext.Current.CancellationToken);
            executed.Cells.Where(cell => cell.Kind == CellKind.Code).ShouldAllBe(cell => cell.ExecutionCount != null);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
