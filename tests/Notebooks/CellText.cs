using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Notebooks;

/// <summary>A code cell seen without running it: its C#, the names that it gives to the session, and those that it takes from it.</summary>
internal sealed class CellText
{
    private static readonly string[] Languages = ["csharp", "C#", "sql", "mysql", "mssql", "mongo", "redis", "html", "markdown", "mermaid"];

    public CellText(NotebookCell cell)
    {
        Id = cell.Id ?? "";
        var language = "csharp";
        var code = new List<string>();
        var given = new HashSet<string>(StringComparer.Ordinal);
        var bound = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in cell.Source.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var isMagic = line.StartsWith("#!", StringComparison.Ordinal);
            // The languages of .NET Interactive's connectors are named after their connection.
            if (isMagic && (Languages.Contains(words[0][2..]) || words[0].StartsWith("#!sql-", StringComparison.Ordinal))) language = words[0][2..];
            if (isMagic && Array.IndexOf(words, "--name") is var at and >= 0) given.Add(words[at + 1]);
            var isCode = !isMagic && language is "csharp" or "C#";
            // A line that is not C# stays as an empty one, so that places are those of the cell.
            code.Add(isCode ? line : "");
            if (!isMagic && !isCode) bound.UnionWith(Parameters(line, language));
        }

        Tree = SubmissionCompiler.Parse(string.Join('\n', code), Id);
        var root = (CompilationUnitSyntax)Tree.GetRoot();
        given.UnionWith(root.Members.SelectMany(TopLevel));
        Gives = given;
        var inside = root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken) && token.Parent is not SimpleNameSyntax).Select(token => token.ValueText).ToHashSet(StringComparer.Ordinal);
        Takes = [.. bound, .. root.DescendantNodes().OfType<SimpleNameSyntax>().Where(IsFree).Select(name => name.Identifier.ValueText).Where(name => name != "var" && !inside.Contains(name))];
    }

    public string Id { get; }

    /// <summary>Its C#; empty lines where another language or a magic stands.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>Variables, methods and types at the top, and the names of results.</summary>
    public IReadOnlySet<string> Gives { get; }

    /// <summary>Names that it uses and does not declare, those of the libraries among them.</summary>
    public IReadOnlyCollection<string> Takes { get; }

    private static IEnumerable<string> TopLevel(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
        DelegateDeclarationSyntax type => [type.Identifier.ValueText],
        MethodDeclarationSyntax method => [method.Identifier.ValueText],
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
        // Of a statement that is no block: (var a, var b) = …, Try(out var c).
        GlobalStatementSyntax { Statement: ExpressionStatementSyntax statement } => statement.DescendantNodes(node => node is not AnonymousFunctionExpressionSyntax)
            .OfType<SingleVariableDesignationSyntax>().Select(variable => variable.Identifier.ValueText),
        _ => [],
    };

    /// <summary>No member after a dot, no name of an argument, no member of an initialiser.</summary>
    private static bool IsFree(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name != name,
        MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or QualifiedNameSyntax => false,
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment => assignment.Left != name,
        SubpatternSyntax or ExpressionColonSyntax => false,
        _ => true,
    };

    private static IEnumerable<string> Parameters(string line, string language)
    {
        var sign = language is "sql" or "mysql" or "mssql" ? ':' : '$';
        for (var i = line.IndexOf(sign, StringComparison.Ordinal); i >= 0; i = line.IndexOf(sign, i + 1))
        {
            if (i > 0 && (line[i - 1] == sign || line[i - 1] == '"' || char.IsLetterOrDigit(line[i - 1]))) continue;
            var name = string.Concat(line[(i + 1)..].TakeWhile(c => char.IsLetterOrDigit(c) || c == '_'));
            if (name.Length > 0) yield return name;
        }
    }
}
