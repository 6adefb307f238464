using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StorageCourse.Engine.Display;
using StorageCourse.Host;
using StorageCourse.Host.Script;

namespace StorageCourse.Engine.CSharp;

/// <summary>The C# of one notebook: its submissions, their variables, its references.</summary>
internal sealed class CSharpSession
{
    private readonly CellLoadContext loadContext = new();
    private readonly PackageRestore packages;
    private readonly SubmissionCompiler compiler;
    private readonly ReferenceDirectives directives;
    private readonly Dictionary<string, PendingVariable> pending = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    // Element 0 belongs to a globals object, which there is not; element n + 1 to the submission in slot n.
    private object?[] states = new object?[64];

    public CSharpSession(PackageRestore packages)
    {
        this.packages = packages;
        var sources = new LoadedSources();
        compiler = new SubmissionCompiler(loadContext, sources);
        directives = new ReferenceDirectives(compiler, packages, sources, new PackageExtensions(loadContext, RunAsync, packages.Say));
    }

    /// <summary>Runs a text as the next submission.</summary>
    /// <param name="code">C#, with the directives #r, #i and #load.</param>
    /// <param name="path">What error messages call it: a file's path, or the cell's name.</param>
    /// <param name="folder">What relative paths in directives are relative to.</param>
    /// <param name="interrupt">Ends the code, whatever it does.</param>
    /// <returns>The value of the last expression; null and false where there is none.</returns>
    /// <exception cref="CompilationException">It is no valid C#.</exception>
    /// <exception cref="InterruptedException">It was interrupted.</exception>
    /// <exception cref="Exception">What the code threw.</exception>
    public async Task<(bool HasValue, object? Value)> RunAsync(string code, string path, string folder, CancellationToken interrupt)
    {
        code = await directives.ResolveAsync(code, path, folder, interrupt).ConfigureAwait(false);
        DeclarePendingVariables();
        var submission = Compile(code, path, interrupt);
        var value = await InterruptibleRun.RunAsync(() => submission.Start(states), interrupt).ConfigureAwait(false);
        return (submission.Result == SubmissionResult.Value || (submission.Result == SubmissionResult.ValueUnlessNull && value is not null), value);
    }

    /// <summary>
    /// Compiles and runs nothing much, so that the first real cell finds a warm compiler. Its state goes nowhere: it may run beside the first
    /// cell, and must not take that cell's place.
    /// </summary>
    public Task WarmUpAsync()
    {
        var submission = Compile("Console.Out.Flush(); string.Concat(new[] { 1 }.Select(x => $\"{x}\"))", "warm-up", CancellationToken.None);
        return InterruptibleRun.RunAsync(() => submission.Start(new object?[64]), CancellationToken.None);
    }

    /// <summary>A compilation of a text at the end of the session so far.</summary>
    public (CSharpCompilation Compilation, SyntaxTree Tree) Preview(string code)
    {
        lock (gate)
        {
            var tree = SubmissionCompiler.Parse(code, "preview");
            return (compiler.Preview(tree), tree);
        }
    }

    /// <summary>Declares a variable for the submissions that follow; nothing is compiled until one comes.</summary>
    public void SetVariable(string name, object? value, Type type)
    {
        if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            throw new ArgumentException($"expected a C# identifier as a variable's name, got '{name}'", nameof(name));
        lock (gate) pending[name] = new PendingVariable(name, value, type);
    }

    /// <summary>The newest variable of each name.</summary>
    public IReadOnlyList<Variable> GetVariables()
    {
        lock (gate)
        {
            var variables = new Dictionary<string, Variable>(StringComparer.Ordinal);
            for (var slot = 0; slot < compiler.ChainLength; slot++)
            {
                if (states[slot + 1] is not { } state) continue;
                foreach (var field in state.GetType().GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(field => field.Name[0] != '<'))
                    variables[field.Name] = new Variable(field.Name, field.GetValue(state), field.FieldType);
            }

            foreach (var variable in pending.Values) variables[variable.Name] = new Variable(variable.Name, variable.Value, variable.Type);
            return [.. variables.Values];
        }
    }

    /// <summary>The newest variable of a name, or null.</summary>
    public Variable? FindVariable(string name)
    {
        lock (gate)
        {
            if (pending.TryGetValue(name, out var waiting)) return new Variable(name, waiting.Value, waiting.Type);
            for (var slot = compiler.ChainLength - 1; slot >= 0; slot--)
            {
                if (states[slot + 1] is not { } state) continue;
                var field = state.GetType().GetField(name, BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic);
                if (field is not null) return new Variable(name, field.GetValue(state), field.FieldType);
            }

            return null;
        }
    }

    /// <summary>Declares what cells of other languages have named, in one submission.</summary>
    private void DeclarePendingVariables()
    {
        lock (gate)
        {
            if (pending.Count == 0) return;
            var waiting = pending.Values.ToArray();
            pending.Clear();
            PassedValues.Current = waiting.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
            var code = string.Concat(waiting.Select(variable =>
            {
                var type = TypeNames.InCode(variable.Type);
                return $"{type} {variable.Name} = ({type})StorageCourse.Host.Script.PassedValues.Current[\"{variable.Name}\"]!;\n";
            }));
            // Only assignments: it runs to its end at once.
            Compile(code, "variables", CancellationToken.None).Start(states).GetAwaiter().GetResult();
            PassedValues.Current = new Dictionary<string, object?>();
        }
    }

    /// <exception cref="CompilationException">It is no valid C#.</exception>
    private CompiledSubmission Compile(string code, string path, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var submission = compiler.Compile(SubmissionCompiler.Parse(code, path), cancellationToken);
            if (compiler.ChainLength + 2 > states.Length) Array.Resize(ref states, states.Length * 2);
            return submission;
        }
    }

    private sealed record PendingVariable(string Name, object? Value, Type Type);
}

/// <summary>A submission that is no valid C#.</summary>
internal sealed class CompilationException(IReadOnlyList<Diagnostic> diagnostics) : Exception("the cell does not compile")
{
    /// <summary>The errors, in the order of the text.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; } =
        [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
}
