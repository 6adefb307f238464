using System.Text.Json.Nodes;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Headless.Reporting;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Headless;

/// <summary>A course of scripted notebooks in a temporary folder whose path has a blank and letters beyond ASCII.</summary>
internal sealed class CourseFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public Course Course => new(folder.Root);

    public RunOptions Options => new() { Kernel = ScriptedKernel.Spec, OutputFolder = Path("out") };

    public string Path(params string[] parts) => folder.Path(parts);

    public void Dispose() => folder.Dispose();

    /// <summary>Writes a notebook with a heading and these code cells.</summary>
    public void Add(string name, params string[] cells) => Add(name, [.. cells.Select(source => (source, (JsonObject?)null))]);

    /// <summary>The same with the cells' metadata.</summary>
    public void Add(string name, params (string Source, JsonObject? Metadata)[] cells)
    {
        var notebook = NotebookDocument.Create();
        notebook.Append(CellKind.Markdown, $"# {name}\n\ntext").Id = "title";
        foreach (var (index, (source, metadata)) in cells.Index())
        {
            var cell = notebook.Append(CellKind.Code, source);
            cell.Id = $"cell-{index + 1}";
            if (metadata is not null) cell.Json["metadata"] = metadata;
        }

        Write(System.IO.Path.Combine("notebooks", name + ".ipynb"), System.Text.Encoding.UTF8.GetString(notebook.ToBytes()));
    }

    /// <summary>Writes a file of the course.</summary>
    public void Write(string name, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllText(Path(name), text);
    }

    /// <summary>An executed notebook.</summary>
    public NotebookDocument Executed(string name) => NotebookDocument.Parse(File.ReadAllBytes(Path("out", name + ".ipynb")), name);

    /// <summary>Runs all notebooks and writes what a run leaves.</summary>
    public async Task<RunReport> RunAsync(Func<RunOptions, RunOptions>? change = null, CancellationTokenSource? stop = null)
    {
        var options = change?.Invoke(Options) ?? Options;
        var notebooks = Course.Notebooks();
        var files = new RunFiles(options.OutputFolder, Course, [.. notebooks.Select(notebook => new NotebookLink(notebook.Name, notebook.Name))]);
        var report = await new CourseRun(Course, options, new PlainProgress(TextWriter.Null)).RunAsync(notebooks, files.WriteAsync, stop?.Token ?? TestContext.Current.CancellationToken);
        await files.WriteAsync(report);
        files.Faults.ShouldBeEmpty();
        return report;
    }
}
