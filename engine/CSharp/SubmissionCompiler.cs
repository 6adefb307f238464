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
        LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script, ["STORAGE_COURSE"]);

    private static readonly EmitOptions EmitOptions = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    private readonly CellLoadContext loadContext;
    private readonly CSharpCompilationOptions options;
    private readonly ImmutableArray<MetadataReference> framework;
    private ImmutableArray<MetadataReference> references;
    private CSharpCompilation? previous;
    private int submissionNumber;

    /// <param name="loadContext">Where submissions are loaded.</param>
    /// <param name="sources">How <c>#load</c> finds and reads files.</param>
    public SubmissionCompiler(CellLoadContext loadContext, SourceReferenceResolver sources)
    {
        this.loadContext = loadContext;
        (references, framework) = FrameworkReferences.Load();
        options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: FrameworkReferences.Imports,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            concurrentBuild: false,
            nullableContextOptions: NullableContextOptions.Annotations,
            sourceReferenceResolver: sources,
            metadataReferenceResolver: DirectivesAreHandledBefore.Instance,
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default)
            .WithSpecificDiagnosticOptions(SilentWarnings.ToDictionary(id => id, _ => ReportDiagnostic.Suppress));
    }

    /// <summary>How many submissions stand in the chain; the slot of the next in the state array is one more.</summary>
    public int ChainLength { get; private set; }

    // Unused fields and variables, missing awaits in a cell's async wrapper, assembly versions that the runtime unifies.
    private static IEnumerable<string> SilentWarnings => ["CS0168", "CS0219", "CS0169", "CS0414", "CS1701", "CS1702", "CS1705", "CS8632"];

    /// <summary>Parses a text as a submission.</summary>
    public static SyntaxTree Parse(string code, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(code, System.Text.Encoding.UTF8), ParseOptions, path);

    /// <summary>Makes an assembly visible to the submissions that follow.</summary>
    public void AddReference(string path)
    {
        if (references.OfType<PortableExecutableReference>().Any(reference => reference.FilePath == path)) return;
        var name = Path.GetFileName(path);
        // A package may bring a copy of what is there already; the framework's or the first one wins.
        if (references.OfType<PortableExecutableReference>().Any(reference => Path.GetFileName(reference.FilePath) == name)) return;
        references = references.Add(MetadataReference.CreateFromFile(path));
        loadContext.AddFile(path);
        AddFrameworkOf(path);
    }

    /// <summary>
    /// Takes in what the assembly needs of the framework, and what that needs. If some of it came with a later cell only, Roslyn would bind the
    /// assembly anew, and its types in earlier cells would be others than in later ones ("cannot convert from StoreServer to StoreServer").
    /// </summary>
    private void AddFrameworkOf(string path)
    {
        var byName = framework.OfType<PortableExecutableReference>().ToDictionary(reference => Path.GetFileNameWithoutExtension(reference.FilePath!), StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([path]);
        while (waiting.TryPop(out var file))
        {
            using var image = new PEReader(File.OpenRead(file));
            if (!image.HasMetadata) continue;
            var metadata = image.GetMetadataReader();
            foreach (var name in metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)))
            {
                if (!byName.TryGetValue(name, out var reference) || !seen.Add(name)) continue;
                if (!references.Contains(reference)) references = references.Add(reference);
                waiting.Push(reference.FilePath!);
            }
        }
    }

    /// <summary>A compilation of the text as the next submission, for completion and inspection; the chain stays as it is.</summary>
    public CSharpCompilation Preview(SyntaxTree tree) => Compile(tree, "preview", [.. references.Union(framework)]);

    /// <summary>Compiles and loads a submission and puts it into the chain.</summary>
    /// <param name="tree">From <see cref="Parse"/>; <c>#r</c> directives are already taken out.</param>
    /// <param name="cancellationToken">Ends a compilation that takes too long.</param>
    public CompiledSubmission Compile(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var name = $"cell-{++submissionNumber}";
        var compilation = Compile(tree, name, references);
        if (compilation.GetDiagnostics(cancellationToken).Any(IsError) && AddMissingReferences(tree, cancellationToken))
            compilation = Compile(tree, name, references);
        var diagnostics = compilation.GetDiagnostics(cancellationToken);
        if (diagnostics.Any(IsError)) return new CompiledSubmission(null, ChainLength, diagnostics, HasResult: false);
        var hasResult = HasResult(compilation, tree);

        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        if (InterruptPolls.AreNeeded(tree.GetRoot(cancellationToken)))
            compilation = Compile(Parse(InterruptPolls.Insert(compilation.GetSemanticModel(tree)), tree.FilePath), name, references);
        var emitted = compilation.Emit(image, symbols, options: EmitOptions, cancellationToken: cancellationToken);
        if (!emitted.Success) return new CompiledSubmission(null, ChainLength, emitted.Diagnostics, HasResult: false);

        image.Position = symbols.Position = 0;
        var assembly = loadContext.AddSubmission(name, image, symbols);
        var entryPoint = compilation.GetEntryPoint(cancellationToken)!;
        var factory = assembly.GetType(entryPoint.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entryPoint.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
        var slot = ChainLength;
        if (Declares(compilation, tree))
        {
            previous = compilation;
            ChainLength++;
        }

        return new CompiledSubmission(factory, slot, diagnostics, hasResult);
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    /// <summary>Takes those of the framework's other assemblies in that would let the text compile.</summary>
    private bool AddMissingReferences(SyntaxTree tree, CancellationToken cancellationToken)
    {
        var complete = Preview(tree);
        if (complete.GetDiagnostics(cancellationToken).Any(IsError)) return false;
        var wanted = references.AddRange(complete.GetUsedAssemblyReferences(cancellationToken).Except(references));
        // A base type's assembly does not count as used, but is needed all the same.
        var suffices = !Compile(tree, "preview", wanted).GetDiagnostics(cancellationToken).Any(IsError);
        references = suffices ? wanted : [.. references.Union(framework)];
        return true;
    }

    private CSharpCompilation Compile(SyntaxTree tree, string assemblyName, ImmutableArray<MetadataReference> references) => CSharpCompilation.CreateScriptCompilation(
        assemblyName, tree, references, options, previous);

    private static bool Declares(CSharpCompilation compilation, SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot();
        return root.Usings.Count > 0
            || root.GetLoadDirectives().Count > 0
            || compilation.ScriptClass!.GetMembers().Any(member => !member.IsImplicitlyDeclared)
            || compilation.GlobalNamespace.GetTypeMembers().Any(type => !type.IsScriptClass && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly));
    }

    /// <summary>Whether the last statement is an expression without a semicolon that has a value, or a return.</summary>
    private static bool HasResult(CSharpCompilation compilation, SyntaxTree tree) =>
        ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault() is GlobalStatementSyntax last && last.Statement switch
        {
            ExpressionStatementSyntax { SemicolonToken.IsMissing: true } expression =>
                compilation.GetSemanticModel(tree).GetTypeInfo(expression.Expression).Type is { SpecialType: not SpecialType.System_Void },
            ReturnStatementSyntax { Expression: not null } => true,
            _ => false,
        };

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

/// <summary>A submission that is ready to run, or the errors that prevent it.</summary>
/// <param name="Factory">Creates the submission in the state array and runs it; null if it did not compile.</param>
/// <param name="Slot">Its place in the state array, counted from 0 (the array's first element belongs to the globals, so it is element Slot + 1).</param>
/// <param name="Diagnostics">Errors and warnings.</param>
/// <param name="HasResult">Whether the last statement is an expression without a semicolon.</param>
internal sealed record CompiledSubmission(
    Func<object?[], Task<object?>>? Factory,
    int Slot,
    ImmutableArray<Diagnostic> Diagnostics,
    bool HasResult);
