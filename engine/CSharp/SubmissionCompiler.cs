using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// Turns cells into submissions, each of which sees what the earlier ones declared. It drives Roslyn's script compilation
/// directly: a cell that declares nothing is left out of the chain, which keeps the thousandth cell as quick as the tenth.
/// </summary>
internal sealed class SubmissionCompiler
{
    private static readonly CSharpParseOptions ParseOptions = new(
        LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script, ["STORAGE_COURSE"]);

    /// <summary>The alias of what cells don't see.</summary>
    private const string Unseen = "unseen";

    private static readonly EmitOptions EmitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private readonly CellLoadContext loadContext;
    private readonly LoadedSources sources;
    private readonly CSharpCompilationOptions options;
    private ImmutableArray<MetadataReference> framework;

    // What the chain has bound. Roslyn hands a submission's references on to the next: given once more, they would be listed once more in every
    // submission that follows, which for a thousand declarations took 345 MiB instead of 32.
    private readonly HashSet<MetadataReference> inherited = [];
    private ImmutableArray<MetadataReference> references;

    // Files whose needs have been taken in: forty references that each lead to most of the framework would else have it read forty times.
    private readonly HashSet<string> examined = new(StringComparer.Ordinal);
    private CSharpCompilation? previous;
    private int submissionNumber;

    /// <param name="loadContext">Where submissions are loaded.</param>
    /// <param name="sources">How <c>#load</c> finds and reads files.</param>
    public SubmissionCompiler(CellLoadContext loadContext, LoadedSources sources)
    {
        this.loadContext = loadContext;
        this.sources = sources;
        (references, framework) = FrameworkReferences.Load();
        AddNeedsOf([.. references.OfType<PortableExecutableReference>().Select(reference => reference.FilePath!)]);
        options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: FrameworkReferences.Imports,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            concurrentBuild: false,
            nullableContextOptions: NullableContextOptions.Annotations,
            sourceReferenceResolver: sources,
            metadataReferenceResolver: DirectivesAreHandledBefore.Instance,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
    }

    /// <summary>How many submissions stand in the chain; the slot of the next in the state array is one more.</summary>
    public int ChainLength { get; private set; }

    /// <summary>Parses a text as a submission.</summary>
    public static SyntaxTree Parse(string code, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, System.Text.Encoding.UTF8), ParseOptions, path);

    /// <summary>Whether a name, with or without ".dll", is that of one of the framework's assemblies.</summary>
    public bool IsFramework(string name)
    {
        var file = name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name : name + ".dll";
        return framework.Any(reference => Name(reference) == file);
    }

    /// <summary>Makes an assembly visible to the submissions that follow. What lies beside it can be loaded.</summary>
    public void AddFile(string path)
    {
        loadContext.AddFile(path);
        AddReference(path);
    }

    /// <summary>Makes packages visible to the submissions that follow.</summary>
    public void AddPackages(PackageAssets packages)
    {
        loadContext.AddPackages(packages);
        foreach (var file in packages.Compile) AddReference(file);
    }

    private void AddReference(string path)
    {
        if (CellLoadContext.FrameworkHas(AssemblyName.GetAssemblyName(path))) return;
        if (references.FirstOrDefault(reference => Name(reference) == Path.GetFileName(path)) is { } present)
        {
            if (present.Properties.Aliases.Contains(Unseen)) references = references.Replace(present, present.WithAliases([]));
            // What is newer than the framework's takes its place, unless earlier cells are bound to that; of two others the first counts.
            if (!framework.Contains(present) || inherited.Contains(present)) return;
            references = references.Remove(present);
        }

        framework = framework.RemoveAll(reference => Name(reference) == Path.GetFileName(path));
        references = references.Add(XmlDocumentation.Reference(path));
        AddNeedsOf([path]);
    }

    private static string Name(MetadataReference reference) => Path.GetFileName(((PortableExecutableReference)reference).FilePath!);

    /// <summary>
    /// Takes in what the assemblies need of the framework and of what lies beside them, and what that needs. If some of it came with a later cell only,
    /// Roslyn would bind them anew, and their types in earlier cells would be others than in later ones ("cannot convert from StoreServer to StoreServer").
    /// What lies beside them is under an alias that nobody writes: its types are known, but cells don't see its names unless they reference it.
    /// </summary>
    private void AddNeedsOf(IReadOnlyList<string> paths)
    {
        var byName = framework.ToDictionary(reference => Path.GetFileNameWithoutExtension(Name(reference)), StringComparer.Ordinal);
        var seen = new HashSet<string>(references.Except(framework).Select(reference => Path.GetFileNameWithoutExtension(Name(reference))), StringComparer.Ordinal);
        var waiting = new Stack<string>(paths);
        while (waiting.TryPop(out var file))
        {
            if (!examined.Add(file)) continue;
            using var image = new PEReader(File.OpenRead(file));
            if (!image.HasMetadata) continue;
            var metadata = image.GetMetadataReader();
            foreach (var name in metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)))
            {
                if (!seen.Add(name)) continue;
                var beside = Path.Combine(Path.GetDirectoryName(file)!, name + ".dll");
                if (byName.GetValueOrDefault(name) is not { } reference)
                {
                    if (!File.Exists(beside)) continue;
                    reference = XmlDocumentation.Reference(beside).WithAliases([Unseen]);
                }

                if (!references.Contains(reference)) references = references.Add(reference);
                waiting.Push(((PortableExecutableReference)reference).FilePath!);
            }
        }
    }

    /// <summary>A compilation of the text as the next submission, for completion and inspection; the chain stays as it is.</summary>
    public CSharpCompilation Preview(SyntaxTree tree) => Compile(tree, "preview", [.. references.Union(framework)]);

    /// <summary>Compiles and loads a submission and puts it into the chain.</summary>
    /// <param name="tree">From <see cref="Parse"/>; <c>#r</c> directives are already taken out.</param>
    /// <param name="cancellationToken">Ends a compilation that takes too long.</param>
    /// <exception cref="CompilationException">It is no valid C#.</exception>
    public CompiledSubmission Compile(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var name = $"cell-{++submissionNumber}";
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var compilation = Compile(tree, name, references);
        var emitted = Emit(ref compilation, tree, image, symbols, cancellationToken);
        if (emitted.Diagnostics.Any(IsError))
        {
            AddMissingReferences(tree, cancellationToken);
            compilation = Compile(tree, name, references);
            emitted = Emit(ref compilation, tree, image, symbols, cancellationToken);
        }

        if (emitted.Diagnostics.Any(IsError)) throw new CompilationException(emitted.Diagnostics);
        // Without a statement or declaration there is nothing to emit, which Roslyn does not call a success; what follows still sees its usings.
        if (!emitted.Success)
        {
            if (Declares(compilation, tree)) Continue(compilation);
            return CompiledSubmission.Nothing;
        }

        var result = ResultOf(compilation, compilation.SyntaxTrees[^1]);

        image.Position = symbols.Position = 0;
        var assembly = loadContext.AddSubmission(name, image, symbols);
        var entryPoint = compilation.GetEntryPoint(cancellationToken)!;
        var factory = assembly.GetType(entryPoint.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entryPoint.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        if (Declares(compilation, tree))
        {
            Continue(compilation);
            ChainLength++;
        }

        return new CompiledSubmission(factory, result);
    }

    /// <summary>What follows sees what this compilation declares.</summary>
    private void Continue(CSharpCompilation compilation)
    {
        previous = compilation;
        inherited.UnionWith(compilation.ExternalReferences);
    }

    /// <summary>Emits with polls where there is something to poll in; a cell whose polls don't compile runs without them.</summary>
    private EmitResult Emit(ref CSharpCompilation compilation, SyntaxTree tree, MemoryStream image, MemoryStream symbols, CancellationToken cancellationToken)
    {
        if (compilation.SyntaxTrees.Any(part => InterruptPolls.AreNeeded(part.GetRoot(cancellationToken)))
            && !compilation.GetDiagnostics(cancellationToken).Any(IsError))
        {
            foreach (var loaded in compilation.SyntaxTrees.Where(part => part != tree))
                sources.Set(loaded.FilePath, InterruptPolls.Insert(compilation.GetSemanticModel(loaded)));
            var polled = Compile(Parse(InterruptPolls.Insert(compilation.GetSemanticModel(tree)), tree.FilePath), compilation.AssemblyName!, references);
            var emitted = EmitPlain(polled);
            if (emitted.Success)
            {
                compilation = polled;
                return emitted;
            }
        }

        return EmitPlain(compilation);

        EmitResult EmitPlain(CSharpCompilation whole)
        {
            image.SetLength(0);
            symbols.SetLength(0);
            return whole.Emit(image, symbols, options: EmitOptions, cancellationToken: cancellationToken);
        }
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    /// <summary>Takes those of the framework's other assemblies in that would let the text compile.</summary>
    /// <exception cref="CompilationException">Not even all of them would; its errors are about the text alone, not about assemblies that are not yet there.</exception>
    private void AddMissingReferences(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var complete = Preview(tree);
        if (complete.GetDiagnostics(cancellationToken) is var diagnostics && diagnostics.Any(IsError)) throw new CompilationException(diagnostics);
        var wanted = references.AddRange(complete.GetUsedAssemblyReferences(cancellationToken).Except(references));
        // A base type's assembly does not count as used, but is needed all the same.
        var suffices = !Compile(tree, "preview", wanted).GetDiagnostics(cancellationToken).Any(IsError);
        references = suffices ? wanted : [.. references.Union(framework)];
    }

    private CSharpCompilation Compile(SyntaxTree tree, string assemblyName, ImmutableArray<MetadataReference> references) => CSharpCompilation.CreateScriptCompilation(
        assemblyName, tree, references.Where(reference => !inherited.Contains(reference)), options, previous);

    private static bool Declares(CSharpCompilation compilation, SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        return root.Usings.Count > 0
            || root.GetLoadDirectives().Count > 0
            || compilation.ScriptClass!.GetMembers().Any(member => !member.IsImplicitlyDeclared)
            || compilation.GlobalNamespace.GetTypeMembers().Any(type => !type.IsScriptClass && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly));
    }

    /// <summary>What a submission has to show: the value of its last statement, an expression without a semicolon; or what it returns.</summary>
    private static SubmissionResult ResultOf(CSharpCompilation compilation, SyntaxTree tree)
    {
        var statements = ((CompilationUnitSyntax)tree.GetRoot()).Members.OfType<GlobalStatementSyntax>().Select(member => member.Statement).ToArray();
        if (statements.LastOrDefault() is ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last)
            return compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is { SpecialType: SpecialType.System_Void } ? SubmissionResult.None : SubmissionResult.Value;
        if (statements.LastOrDefault() is ReturnStatementSyntax { Expression: not null }) return SubmissionResult.Value;
        return statements.Any(statement => statement.DescendantNodesAndSelf(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is ReturnStatementSyntax { Expression: not null }))
            ? SubmissionResult.ValueUnlessNull
            : SubmissionResult.None;
    }

    /// <summary>The session takes <c>#r</c> out of the text before Roslyn sees it, because a package is several files and is awaited.</summary>
    private sealed class DirectivesAreHandledBefore : MetadataReferenceResolver
    {
        public static readonly DirectivesAreHandledBefore Instance = new();

        public override bool ResolveMissingAssemblies => false;

        public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties) => [];

        public override bool Equals(object? other) => ReferenceEquals(this, other);

        public override int GetHashCode() => 0;
    }
}

/// <summary>A submission that is ready to run.</summary>
/// <param name="Start">Creates the submission in the state array and runs it.</param>
/// <param name="Result">What its value means.</param>
internal sealed record CompiledSubmission(Func<object?[], Task<object?>> Start, SubmissionResult Result)
{
    /// <summary>A text without a statement: comments, usings, directives.</summary>
    public static CompiledSubmission Nothing { get; } = new(_ => Task.FromResult<object?>(null), SubmissionResult.None);
}

/// <summary>What the value of a submission means.</summary>
internal enum SubmissionResult
{
    /// <summary>Nothing: it ends in a statement.</summary>
    None,

    /// <summary>It is to be shown.</summary>
    Value,

    /// <summary>It is to be shown if it is not null: the text may return something, or run to its end.</summary>
    ValueUnlessNull,
}
