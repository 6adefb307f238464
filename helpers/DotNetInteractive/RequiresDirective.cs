using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.DotNetInteractive;

/// <summary><c>#!requires KIND:VALUE</c>: the rest of the cell is skipped where something can't be had.</summary>
internal sealed class RequiresDirective
{
    private static RequiresDirective? current;
    private readonly IHost host;
    private readonly Dictionary<string, IRequirement> requirements = [];

    /// <summary>Makes the engine know #!requires.</summary>
    public RequiresDirective(CompositeKernel root, IHost host)
    {
        this.host = host;
        current = this;
        var directive = new KernelActionDirective("#!requires")
        {
            Description = "skips the rest of the cell where something can't be had: #!requires store:mssql",
            Parameters = { new KernelDirectiveParameter("--what") { AllowImplicitName = true, Required = true } },
        };
        // By then it has been asked.
        root.AddDirective<RequiresCommand>(directive, (_, _) => Task.CompletedTask);
    }

    public void Add(IRequirement requirement) => requirements[requirement.Kind] = requirement;

    /// <summary>Ends the cell that is being taken apart where its requirement isn't met.</summary>
    public static void Ask(RequiresCommand command)
    {
        // An editor that asks for diagnostics has the cell taken apart, too.
        if (KernelInvocationContext.Current is { Command: SubmitCode, IsComplete: false } context) current?.Ask(command.What, context);
    }

    private void Ask(string what, KernelInvocationContext context)
    {
        var parts = what.Split(':', 2);
        if (!requirements.TryGetValue(parts[0], out var requirement))
        {
            context.Fail(context.Command, message: $"expected #!requires with one of {string.Join(", ", requirements.Keys)} (for instance store:mssql), got '{what}'");
        }
        else if (Task.Run(async () => await requirement.WhyMissingAsync(parts.ElementAtOrDefault(1) ?? "", context.CancellationToken)).GetAwaiter().GetResult() is { } reason)
        {
            host.Display(SkipNotice.Render(new CellSkippedException(what, reason)));
            // The whole cell has succeeded: what follows does not run.
            context.Complete(context.Command);
        }
    }
}
