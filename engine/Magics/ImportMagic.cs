using System.Globalization;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;

namespace StorageCourse.Engine.Magics;

/// <summary>Runs the text of a cell or file in the session.</summary>
internal interface ICellRunner
{
    /// <summary>Runs all parts of a text; the value is that of its last C# part.</summary>
    Task<(bool HasValue, object? Value)> RunAsync(string code, SourceContext context, CancellationToken interrupt);
}

/// <summary><c>#!import FILE</c>: runs a .csx, .cs or .ipynb file in this session. Its errors are the cell's errors.</summary>
internal sealed class ImportMagic(ICellRunner runner) : IMagic
{
    public string Name => "import";

    public string Description => "runs a .csx, .cs or .ipynb file, relative to the file or cell that says so";

    public bool TakesArguments => true;

    public IReadOnlyList<CellOption> Options => [];

    public async Task RunAsync(MagicCall call, CancellationToken cancellationToken)
    {
        var name = call.Argument(Name, "FILE");
        var file = Path.GetFullPath(Path.Combine(call.Context.Folder, name));
        if (!File.Exists(file)) throw new CellException("FileNotFound", $"expected a file at {name} (relative to {call.Context.Folder}), but there is none");
        for (var importer = call.Context; importer is not null; importer = importer.Importer)
        {
            if (importer.File == file) throw new CellException("ImportCycle", $"expected {name} not to import itself, but it does (through {call.Context.Path})");
        }

        var context = new SourceContext(file, Path.GetDirectoryName(file)!, call.Context) { File = file };
        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".csx" or ".cs":
                var text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
                await runner.RunAsync(text.ReplaceLineEndings("\n"), context, cancellationToken).ConfigureAwait(false);
                break;
            case ".ipynb":
                await ImportNotebookAsync(file, context, cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new CellException("UnknownFileType", $"expected a .csx, .cs or .ipynb file, got {name}");
        }
    }

    private async Task ImportNotebookAsync(string file, SourceContext context, CancellationToken cancellationToken)
    {
        var notebook = await NotebookDocument.ReadAsync(file, cancellationToken).ConfigureAwait(false);
        var number = 0;
        foreach (var cell in notebook.Cells)
        {
            number++;
            if (cell.Kind != CellKind.Code) continue;
            var place = context with { Path = string.Create(CultureInfo.InvariantCulture, $"{file}, cell {number}") };
            await runner.RunAsync(cell.Source.ReplaceLineEndings("\n"), place, cancellationToken).ConfigureAwait(false);
        }
    }
}

/// <summary><c>#!time</c>: says how long the rest of the cell took.</summary>
internal sealed class TimeMagic : IMagic
{
    public string Name => "time";

    public string Description => "measures the rest of the cell";

    public IReadOnlyList<CellOption> Options => [];

    public Task RunAsync(MagicCall call, CancellationToken cancellationToken) => Task.CompletedTask;
}
