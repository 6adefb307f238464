using StorageCourse.Display;
using StorageCourse.Engine.Display;
using StorageCourse.Host;

namespace StorageCourse.Engine.Magics;

/// <summary><c>#!set --name x --value …</c>: a literal text, or <c>@language:variable</c>.</summary>
internal sealed class SetMagic(IHost host) : IMagic
{
    public string Name => "set";

    public string Description => "sets a variable: #!set --name x --value @csharp:y";

    public IReadOnlyList<CellOption> Options =>
        [new("--name", "the variable to set"), new("--value", "a text, @csharp:variable, or @input:PROMPT and @password:PROMPT, which ask for it"), new("--byref", "share the object instead of copying it (always so here)", TakesValue: false)];

    public async Task RunAsync(MagicCall call, CancellationToken cancellationToken)
    {
        var name = call.Option(Name, "--name");
        var value = call.Option(Name, "--value");
        if (value.Split(':', 2) is ["@input" or "@password", var prompt])
        {
            var isSecret = value.StartsWith("@password", StringComparison.Ordinal);
            host.SetVariable(name, await host.AskAsync(prompt.Trim('"'), isSecret).ConfigureAwait(false), typeof(string));
        }
        else if (value.StartsWith('@'))
        {
            var source = VariableMagics.Find(host, value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart('@'));
            host.SetVariable(name, source.Value, source.Type);
        }
        else
        {
            host.SetVariable(name, value, typeof(string));
        }
    }
}

/// <summary><c>#!share --from sql orders --as o</c>. All languages name their results among the C# variables, so this only renames.</summary>
internal sealed class ShareMagic(IHost host) : IMagic
{
    public string Name => "share";

    public string Description => "takes a variable over from another language: #!share --from csharp x --as y";

    public bool TakesArguments => true;

    public IReadOnlyList<CellOption> Options => [new("--from", "the language that has it"), new("--as", "another name for it"), new("--mime-type", "ignored: objects are shared as they are")];

    public Task RunAsync(MagicCall call, CancellationToken cancellationToken)
    {
        var source = VariableMagics.Find(host, call.Argument(Name, "--from LANGUAGE VARIABLE"));
        if (call.Options.TryGetValue("--as", out var name) && name != source.Name) host.SetVariable(name, source.Value, source.Type);
        return Task.CompletedTask;
    }
}

/// <summary><c>#!whos</c> and <c>#!who</c>: what variables there are.</summary>
internal sealed class WhosMagic(IHost host, string name) : IMagic
{
    public string Name => name;

    public string Description => "lists the variables";

    public IReadOnlyList<CellOption> Options => [];

    public Task RunAsync(MagicCall call, CancellationToken cancellationToken)
    {
        var variables = host.GetVariables().OrderBy(variable => variable.Name, StringComparer.Ordinal).ToArray();
        host.Display(new Table(
            [new("name", ""), new("type", ""), new("value", "")],
            [.. variables.Select(variable => new object?[] { variable.Name, TypeNames.Short(variable.Type), ValueText.Format(variable.Value) })],
            variables.Length).ToBundle());
        return Task.CompletedTask;
    }
}

/// <summary>What these magics have in common.</summary>
file static class VariableMagics
{
    public static Variable Find(IHost host, string name)
    {
        if (host.TryGetVariable(name, out var variable)) return variable;
        var known = string.Join(", ", host.GetVariables().Select(other => other.Name).Order(StringComparer.Ordinal));
        throw new CellException("VariableNotFound", $"expected the name of a variable{(known.Length > 0 ? $" ({known})" : ", but there is none yet")}, got {name}; has its cell been run?");
    }
}
