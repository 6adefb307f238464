using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace StorageCourse.DotNetInteractive;

/// <summary><c>#!import FILE</c> that fails the cell when the file fails: the engine's own handler leaves it a success.</summary>
internal static class ImportHandler
{
    public static void AddTo(CompositeKernel root) =>
        root.RegisterCommandHandler<ImportDocument>((command, context) => ImportAsync(root, command, context));

    private static async Task ImportAsync(CompositeKernel root, ImportDocument command, KernelInvocationContext context)
    {
        var isScript = Path.GetExtension(command.FilePath) is ".csx" or ".cs";
        if (!isScript || !File.Exists(command.FilePath))
        {
            await root.LoadAndRunInteractiveDocument(new FileInfo(command.FilePath));
            return;
        }

        var result = await root.SendAsync(new SubmitCode(await File.ReadAllTextAsync(command.FilePath, context.CancellationToken), "csharp"));
        if (result.Events.OfType<CommandFailed>().LastOrDefault() is { } failed)
            context.Fail(command, message: $"{command.FilePath}: {failed.Message}");
    }
}
