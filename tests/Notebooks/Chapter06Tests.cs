using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;
using StorageCourse.Tests.Headless;

namespace StorageCourse.Tests.Notebooks;

/// <summary>A claim is worth something only if it can break: the chapter's own cells, with the treatment undone.</summary>
public sealed class Chapter06Tests
{
    [Fact]
    public async Task Without_the_rating_in_the_index_the_claim_on_covering_breaks()
    {
        var root = Course.Find(AppContext.BaseDirectory)!.Root;
        var chapter = await NotebookDocument.ReadAsync(Path.Combine(root, "notebooks", "06-indexes.ipynb"), TestContext.Current.CancellationToken);
        string Cell(string id) => chapter.Cells.Single(cell => cell.Id == id).Source;
        var treated = Cell("06-cover");
        var undone = treated.Replace(" include (rating)", "", StringComparison.Ordinal);
        undone.ShouldNotBe(treated);

        using var course = new CourseFolder();
        Directory.CreateSymbolicLink(course.Path("helpers"), Path.Combine(root, "helpers"));
        course.Add("06-undone", Cell("06-setup"), Cell("06-load"), treated, undone);
        var kernel = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "storage-course.exe" : "storage-course");
        var report = await course.RunAsync(options => options with { Kernel = KernelSpec.FromArgv("storage-course", [kernel, "kernel", "--connection-file", "{connection_file}"]) });

        var notebook = report.Notebooks.Single();
        if (notebook.Cells.SelectMany(cell => cell.Outcomes).FirstOrDefault(outcome => outcome is { Kind: OutcomeKind.Store, Status: not OutcomeStatus.Passed }) is { } missing)
            Assert.Skip(missing.Detail);
        notebook.Cells.SelectMany(cell => cell.Outcomes).Where(outcome => outcome.Kind == OutcomeKind.Claim).Select(outcome => (outcome.Id, outcome.Status))
            .ShouldBe([("06.d", OutcomeStatus.Passed), ("06.d", OutcomeStatus.Failed)], string.Join('\n', notebook.Problems));
    }
}
