using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Magics;
using StorageCourse.Host;

namespace StorageCourse.Engine.Session;

/// <summary>
/// The names that cells would have declared, had they not been skipped. A cell that uses one of them can't run either:
/// it is skipped for the same reason, where it would otherwise fail with a variable that is null or unknown.
/// </summary>
internal sealed class SkippedNames
{
    private readonly Dictionary<string, CellSkippedException> names = new(StringComparer.Ordinal);

    /// <summary>Remembers what a part of a skipped cell would have declared.</summary>
    public void Add(TextPart part, CellSkippedException skip)
    {
        foreach (var name in Declared(part)) names[name] = skip;
    }

    /// <summary>Forgets what a part has declared now.</summary>
    public void Remove(IReadOnlyCollection<string> declared)
    {
        foreach (var name in declared) names.Remove(name);
    }

    /// <summary>Ends the cell as skipped if its C# uses a name of a skipped cell that it does not declare itself.</summary>
    /// <returns>What the part declares, for <see cref="Remove"/> once it has run.</returns>
    /// <exception cref="CellSkippedException">It does.</exception>
    public IReadOnlyCollection<string> ThrowIfUsed(TextPart part)
    {
        if (names.Count == 0) return [];
        if (part.Language is not null) return Declared(part);
        var root = Root(part);
        var own = Declared(root);
        var used = root.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(identifier => !NamesMember(identifier))
            .Select(identifier => identifier.Identifier.ValueText)
            .FirstOrDefault(name => names.ContainsKey(name) && !own.Contains(name));
        if (used is not null) throw new CellSkippedException(names[used].Requirement, $"it uses {used} of a cell that was skipped: {names[used].Message}");
        return own;
    }

    /// <summary>Whether an identifier is the name of something's member or argument: x.far, far: 1, new { far = 1 }.</summary>
    private static bool NamesMember(IdentifierNameSyntax identifier) => identifier.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name == identifier,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left == identifier,
        NameEqualsSyntax or NameColonSyntax => true,
        _ => false,
    };

    /// <summary>The names that a part gives to the session: its result's name, or what its C# declares at the top.</summary>
    private static HashSet<string> Declared(TextPart part) => part.Language is null ? Declared(Root(part))
        : part.Options.TryGetValue("--name", out var result) ? [result] : [];

    private static CompilationUnitSyntax Root(TextPart part) => (CompilationUnitSyntax)SubmissionCompiler.Parse(part.Text, "cell").GetRoot();

    private static HashSet<string> Declared(CompilationUnitSyntax root) =>
    [
        .. root.Members.SelectMany(member => member switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
            MethodDeclarationSyntax method => [method.Identifier.ValueText],
            BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
            GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
            GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax function } => [function.Identifier.ValueText],
            GlobalStatementSyntax { Statement: ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: var left } } } =>
                left.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().Select(variable => variable.Identifier.ValueText),
            _ => Enumerable.Empty<string>(),
        }),
    ];
}
