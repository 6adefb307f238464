using System.Reflection;
using System.Runtime.InteropServices;
using StorageCourse.Display;
using StorageCourse.Engine.CSharp;
using StorageCourse.Host;

namespace StorageCourse.Engine.Magics;

/// <summary><c>#!lsmagic</c>: what can stand after #!.</summary>
internal sealed class LsMagic(IHost host, CellRegistry registry) : IMagic
{
    public string Name => "lsmagic";

    public string Description => "lists the languages and magics";

    public IReadOnlyList<CellOption> Options => [];

    public Task RunAsync(MagicCall call, CancellationToken cancellationToken)
    {
        var rows = registry.Languages
            .Select(language => Row(string.Join(" ", language.Aliases.Prepend(language.Name).Select(name => "#!" + name)), language.Options, language.Description))
            .Prepend(Row("#!csharp", [], "C#; the language of cells that begin otherwise"))
            .Concat(registry.Magics.Select(magic => Row("#!" + magic.Name, magic.Options, magic.Description)))
            .ToArray();
        host.Display(new Table([new("first line", ""), new("options", ""), new("what it does", "")], rows, rows.Length).ToBundle());
        return Task.CompletedTask;
    }

    private static object?[] Row(string name, IReadOnlyList<CellOption> options, string description) =>
        [name, string.Join(" ", options.Select(option => option.Name)), description];
}

/// <summary><c>#!about</c>: what engine this is.</summary>
internal sealed class AboutMagic(IHost host) : IMagic
{
    public string Name => "about";

    public string Description => "says what engine runs the notebook";

    public IReadOnlyList<CellOption> Options => [];

    public Task RunAsync(MagicCall call, CancellationToken cancellationToken)
    {
        var version = typeof(AboutMagic).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        object?[][] rows =
        [
            ["engine", $"{host.Engine} {version}"],
            ["runtime", RuntimeInformation.FrameworkDescription],
            ["system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture}), {Environment.ProcessorCount} processors"],
        ];
        host.Display(new Table([new("", ""), new("", "")], rows, rows.Length).ToBundle());
        return Task.CompletedTask;
    }
}

/// <summary><c>#!requires KIND:VALUE</c>: skips the rest of the cell where that can't be had.</summary>
internal sealed class RequiresMagic(CellRegistry registry) : IMagic
{
    public string Name => "requires";

    public string Description => "skips the rest of the cell where something can't be had: #!requires store:NAME";

    public bool TakesArguments => true;

    public IReadOnlyList<CellOption> Options => [];

    public async Task RunAsync(MagicCall call, CancellationToken cancellationToken)
    {
        foreach (var argument in call.Arguments.DefaultIfEmpty(""))
        {
            var kind = argument.Split(':', 2)[0];
            var requirement = registry.FindRequirement(kind) ?? throw new CellException("Usage",
                $"expected #!requires with one of {string.Join(", ", registry.RequirementKinds)} (for instance package:Npgsql), got '{argument}'");
            var value = argument.Length > kind.Length ? argument[(kind.Length + 1)..] : "";
            if (await requirement.WhyMissingAsync(value, cancellationToken).ConfigureAwait(false) is { } reason) throw new CellSkippedException(argument, reason);
        }
    }
}

/// <summary><c>#!requires engine:NAME</c></summary>
internal sealed class EngineRequirement(IHost host) : IRequirement
{
    public string Kind => "engine";

    public ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken) =>
        ValueTask.FromResult(value == host.Engine ? null : $"this cell is for the engine {value}; this is {host.Engine}");
}

/// <summary><c>#!requires package:ID</c></summary>
internal sealed class PackageRequirement(PackageRestore packages) : IRequirement
{
    public string Kind => "package";

    public async ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken) =>
        await packages.WhyMissingAsync(value, cancellationToken).ConfigureAwait(false);
}
