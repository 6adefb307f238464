using System.CommandLine;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Engine.Cli;

/// <summary><c>strip</c>: a notebook from standard input to standard output without its outputs; the filter that git runs before it compares or commits.</summary>
internal static class StripCommand
{
    public static Command Create()
    {
        var command = new Command("strip", "Remove the outputs of a notebook on standard input; git runs it as a clean filter.") { Hidden = true };
        command.SetAction(async (_, cancellationToken) =>
        {
            using var input = new MemoryStream();
            await Console.OpenStandardInput().CopyToAsync(input, cancellationToken).ConfigureAwait(false);
            var notebook = NotebookDocument.Parse(input.ToArray(), "standard input");
            foreach (var cell in notebook.Cells) cell.ClearOutputs();
            await using var output = Console.OpenStandardOutput();
            await output.WriteAsync(notebook.ToBytes(), cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
