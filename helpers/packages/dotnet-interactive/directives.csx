using System.IO;
using System.Threading;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using StorageCourse.Host;

/// <summary>What #!requires asks for; the engine makes one of the line.</summary>
public sealed class RequiresCommand : KernelDirectiveCommand
{
    /// <summary>"store:mssql"</summary>
    public string What { get; set; }
}

/// <summary>The course's magics that are no languages.</summary>
public static class CourseDirectives
{
    /// <summary>Adds #!requires, and lets an #!import fail the cell.</summary>
    public static void AddTo(CompositeKernel root, IReadOnlyDictionary<string, IRequirement> requirements, IHost host)
    {
        var requires = new KernelActionDirective("#!requires")
        {
            Description = "skips the rest of the cell where something can't be had: #!requires store:mssql",
            Parameters = { new KernelDirectiveParameter("--what") { AllowImplicitName = true, Required = true } },
        };
        root.AddDirective<RequiresCommand>(requires, (command, context) => RequireAsync(command, context, requirements, host));
        // The engine's own handler leaves the cell a success when the imported file fails.
        root.RegisterCommandHandler<ImportDocument>((command, context) => ImportAsync(root, command, context));
    }

    private static async Task RequireAsync(RequiresCommand command, KernelInvocationContext context, IReadOnlyDictionary<string, IRequirement> requirements, IHost host)
    {
        var parts = command.What.Split(':', 2);
        if (!requirements.TryGetValue(parts[0], out var requirement))
        {
            context.Fail(context.Command, message: $"expected #!requires with one of {string.Join(", ", requirements.Keys)} (for instance store:mssql), got '{command.What}'");
        }
        else if (await requirement.WhyMissingAsync(parts.ElementAtOrDefault(1) ?? "", context.CancellationToken) is { } reason)
        {
            host.Display(SkipNotice.Render(new CellSkippedException(command.What, reason)));
            // The whole submission has succeeded: what follows in the cell does not run.
            context.Complete(context.Command);
        }
    }

    private static async Task ImportAsync(CompositeKernel root, ImportDocument command, KernelInvocationContext context)
    {
        var isScript = Path.GetExtension(command.FilePath) is ".csx" or ".cs";
        if (!isScript || !File.Exists(command.FilePath))
        {
            await root.LoadAndRunInteractiveDocument(new FileInfo(command.FilePath));
            return;
        }

        var result = await root.SendAsync(new SubmitCode(await File.ReadAllTextAsync(command.FilePath), "csharp"));
        if (result.Events.OfType<CommandFailed>().LastOrDefault() is { } failed)
            context.Fail(context.Command, message: $"{command.FilePath}: {failed.Message}");
    }
}

/// <summary>#!requires engine:NAME</summary>
public sealed class EngineRequirement : IRequirement
{
    private readonly string engine;

    public EngineRequirement(string engine) => this.engine = engine;

    public string Kind => "engine";

    public ValueTask<string> WhyMissingAsync(string value, CancellationToken cancellationToken) =>
        new(value == engine ? null : $"this cell is for the engine {value}; this is {engine}");
}
