using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Engine.CSharp;
using StorageCourse.Host;

namespace StorageCourse.Engine.Completion;

/// <summary>What C# allows at a position: members of what stands before a dot, else what is in scope, variables of earlier cells among it.</summary>
internal static class CSharpCompletion
{
    public static CellCompletions Complete(CSharpSession csharp, string code, int position, CancellationToken cancellationToken)
    {
        var start = Words.StartOf(code, position);
        var (compilation, tree) = csharp.Preview(code);
        var root = tree.GetRoot(cancellationToken);
        if (IsNoCode(root, position)) return CellCompletions.None(position);
        var model = compilation.GetSemanticModel(tree);
        var isMember = start > 0 && code[start - 1] == '.';
        var symbols = isMember ? Members(model, root, start - 1) : model.LookupSymbols(start);
        var typed = code[start..position];
        var items = symbols
            .Where(symbol => symbol.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Where(symbol => symbol.CanBeReferencedByName && symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor })
            .GroupBy(symbol => symbol.Name, StringComparer.Ordinal)
            .Select(group => new CellCompletion(group.Key, Symbols.Kind(group.First()), Symbols.Declaration(group.First()) + (group.Count() > 1 ? $" (+ {group.Count() - 1} overloads)" : "")));
        var keywords = isMember ? [] : SyntaxFacts.GetKeywordKinds().Select(kind => new CellCompletion(SyntaxFacts.GetText(kind), "keyword"));
        return Words.Matching(items.Concat(keywords), code, start, position);
    }

    /// <summary>Inside a comment, or in the text of a string.</summary>
    private static bool IsNoCode(SyntaxNode root, int position)
    {
        if (root.FindTrivia(Math.Max(0, position - 1)) is var trivia
            && (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) && position < trivia.Span.End))) return true;
        var token = root.FindToken(Math.Max(0, position - 1));
        return token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
            && (position < token.Span.End || token.ContainsDiagnostics || token.IsKind(SyntaxKind.InterpolatedStringTextToken));
    }

    private static IEnumerable<ISymbol> Members(SemanticModel model, SyntaxNode root, int dot)
    {
        var node = root.FindToken(dot).Parent;
        var left = node switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            MemberBindingExpressionSyntax binding => binding.Ancestors().OfType<ConditionalAccessExpressionSyntax>().FirstOrDefault()?.Expression,
            QualifiedNameSyntax name => (ExpressionSyntax)name.Left,
            _ => null,
        };
        if (left is null) return [];
        var symbol = model.GetSymbolInfo(left).Symbol;
        if (symbol is INamespaceSymbol space) return model.LookupNamespacesAndTypes(dot, space);
        if (symbol is ITypeSymbol type)
        {
            // Static extension members are found only among everything that extends the type.
            var extensions = model.LookupSymbols(dot, type, includeReducedExtensionMethods: true).Where(member => member is { IsStatic: true, ContainingType.IsExtension: true });
            return model.LookupStaticMembers(dot, type).Concat(extensions);
        }

        return model.GetTypeInfo(left).Type is { } instance
            ? model.LookupSymbols(dot, instance, includeReducedExtensionMethods: true).Where(member => !member.IsStatic || member is IMethodSymbol { IsExtensionMethod: true })
            : [];
    }
}
