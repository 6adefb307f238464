using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Engine.CSharp;
using StorageCourse.Host;

namespace StorageCourse.Engine.Completion;

/// <summary>What a C# name at a position means: its declaration, its documentation; inside an argument list every overload.</summary>
internal static class CSharpInspection
{
    private const int MostOverloads = 20;

    public static Bundle? Inspect(CSharpSession csharp, string code, int position, CancellationToken cancellationToken)
    {
        var (start, end) = Words.Around(code, position);
        var (compilation, tree) = csharp.Preview(code);
        var model = compilation.GetSemanticModel(tree);
        var root = tree.GetRoot(cancellationToken);
        if (start < end && root.FindToken(start).Parent is { } node && Named(model, node) is { Count: > 0 } named) return Show(named);
        return Called(model, root, position) is { Count: > 0 } called ? Show(called) : null;
    }

    /// <summary>What a name stands for; of a method the chosen overload first.</summary>
    private static List<ISymbol> Named(SemanticModel model, SyntaxNode node)
    {
        if (model.GetDeclaredSymbol(node) is { } declared) return [declared];
        var info = model.GetSymbolInfo(node);
        if (info.Symbol is IMethodSymbol method && node is ExpressionSyntax name) return [method, .. Others(model.GetMemberGroup(name), method)];
        if (info.Symbol is { } symbol) return [symbol];
        return info.CandidateSymbols.Length > 0 ? [.. info.CandidateSymbols] : node is ExpressionSyntax expression ? [.. model.GetMemberGroup(expression)] : [];
    }

    /// <summary>The overloads of the innermost call whose arguments hold the position, the one that fits best first.</summary>
    private static List<ISymbol> Called(SemanticModel model, SyntaxNode root, int position)
    {
        foreach (var list in root.FindToken(Math.Max(0, position - 1)).Parent?.AncestorsAndSelf().OfType<ArgumentListSyntax>() ?? [])
        {
            if (position <= list.SpanStart || (!list.CloseParenToken.IsMissing && position >= list.Span.End)) continue;
            var (group, chosen) = list.Parent switch
            {
                InvocationExpressionSyntax call => (model.GetMemberGroup(call.Expression), model.GetSymbolInfo(call)),
                BaseObjectCreationExpressionSyntax creation => (model.GetMemberGroup(creation), model.GetSymbolInfo(creation)),
                _ => ([], default),
            };
            if (group.IsEmpty) continue;
            return chosen.Symbol is { } symbol ? [symbol, .. Others(group, symbol)] : [.. group];
        }

        return [];
    }

    private static IEnumerable<ISymbol> Others(IEnumerable<ISymbol> group, ISymbol chosen) =>
        group.Where(other => !SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, chosen.OriginalDefinition));

    private static Bundle Show(List<ISymbol> symbols)
    {
        var blocks = symbols.Take(MostOverloads).Select(symbol => $"{Symbols.Declaration(symbol)}\n{Indented(DocumentationText.Of(symbol))}".TrimEnd()).ToList();
        if (symbols.Count > MostOverloads) blocks.Add($"… and {symbols.Count - MostOverloads} more overloads");
        var markdown = symbols.Take(MostOverloads).Select(symbol => $"```csharp\n{Symbols.Declaration(symbol)}\n```\n{DocumentationText.Of(symbol).ReplaceLineEndings("  \n")}".TrimEnd());
        return Bundle.Text(string.Join('\n', blocks)).With(MimeType.Markdown, string.Join("\n\n", markdown));
    }

    private static string Indented(string text) => text.Length == 0 ? "" : "    " + text.ReplaceLineEndings("\n    ");
}
