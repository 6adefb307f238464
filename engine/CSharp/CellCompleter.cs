using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Engine.Magics;
using StorageCourse.Host;

namespace StorageCourse.Engine.CSharp;

/// <summary>What could stand at a place of a cell, and what stands there: magics and their options, C#, or what the cell's language says.</summary>
internal sealed class CellCompleter(CSharpSession csharp, CellRegistry registry, IHost host)
{
    /// <summary>Completions at a position.</summary>
    public async Task<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken)
    {
        position = Math.Clamp(position, 0, code.Length);
        var lineStart = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        if (code.AsSpan(lineStart).StartsWith("#!")) return CompleteMagic(code, lineStart, position);
        if (LanguageAt(code, lineStart) is not { } language) return CompleteCSharp(code, position, cancellationToken);
        var (found, textStart) = language;
        var inner = await found.CompleteAsync(code[textStart..], position - textStart, host, cancellationToken).ConfigureAwait(false);
        return inner with { Start = inner.Start + textStart, End = inner.End + textStart };
    }

    /// <summary>The declaration and type of the C# name at a position, or null.</summary>
    public Bundle? Inspect(string code, int position)
    {
        position = Math.Clamp(position, 0, code.Length);
        if (LanguageAt(code, position) is not null) return null;
        var (compilation, tree) = csharp.Preview(Blank(code));
        var token = tree.GetRoot().FindToken(Math.Max(0, position - 1));
        if (token.Parent is not { } node) return null;
        var model = compilation.GetSemanticModel(tree);
        var symbol = model.GetSymbolInfo(node).Symbol ?? model.GetSymbolInfo(node).CandidateSymbols.FirstOrDefault() ?? model.GetDeclaredSymbol(node);
        return symbol is null ? null : Bundle.Text(Describe(symbol));
    }

    private CellCompletions CompleteMagic(string code, int lineStart, int position)
    {
        var start = position;
        while (start > lineStart && !char.IsWhiteSpace(code[start - 1])) start--;
        if (start == lineStart)
        {
            var names = registry.Languages.Select(language => new CellCompletion("#!" + language.Name, "keyword", language.Description))
                .Concat(registry.Magics.Select(magic => new CellCompletion("#!" + magic.Name, "keyword", magic.Description)))
                .Append(new CellCompletion("#!csharp", "keyword", "C#"));
            return Matching(names, code, start, position);
        }

        var name = code[(lineStart + 2)..].Split([' ', '\n', '\t'], 2)[0];
        var options = registry.FindLanguage(name)?.Options ?? registry.FindMagic(name)?.Options ?? [];
        return Matching(options.Select(option => new CellCompletion(option.Name, "property", option.Description)), code, start, position);
    }

    /// <summary>The language whose text holds a position, and where that text begins; null for C#.</summary>
    private (ICellLanguage Language, int Start)? LanguageAt(string code, int position)
    {
        (ICellLanguage Language, int Start)? current = null;
        for (var start = 0; start < position;)
        {
            var end = code.IndexOf('\n', start);
            if (end < 0) end = code.Length;
            if (code.AsSpan(start).StartsWith("#!"))
            {
                var name = code[(start + 2)..end].Split(' ', 2)[0].TrimEnd('\r');
                if (registry.FindLanguage(name) is { } language) current = (language, Math.Min(end + 1, code.Length));
                else if (name == "csharp") current = null;
            }

            start = end + 1;
        }

        return current;
    }

    private CellCompletions CompleteCSharp(string code, int position, CancellationToken cancellationToken)
    {
        var start = position;
        while (start > 0 && (char.IsLetterOrDigit(code[start - 1]) || code[start - 1] == '_')) start--;
        var (compilation, tree) = csharp.Preview(Blank(code));
        var model = compilation.GetSemanticModel(tree);
        var root = tree.GetRoot(cancellationToken);
        if (root.FindTrivia(position).IsKind(SyntaxKind.SingleLineCommentTrivia) || root.FindToken(position).IsKind(SyntaxKind.StringLiteralToken))
            return CellCompletions.None(position);

        IEnumerable<ISymbol> symbols;
        var words = Enumerable.Empty<CellCompletion>();
        if (start > 0 && code[start - 1] == '.')
        {
            symbols = Members(model, root, start - 1);
        }
        else
        {
            symbols = model.LookupSymbols(start);
            words = SyntaxFacts.GetKeywordKinds().Select(kind => new CellCompletion(SyntaxFacts.GetText(kind), "keyword"));
        }

        var items = symbols
            .Where(symbol => symbol.CanBeReferencedByName && symbol is not IMethodSymbol { MethodKind: MethodKind.Constructor })
            .GroupBy(symbol => symbol.Name, StringComparer.Ordinal)
            .Select(group => new CellCompletion(group.Key, Kind(group.First()), Describe(group.First()) + (group.Count() > 1 ? $" (+ {group.Count() - 1} overloads)" : "")));
        return Matching(items.Concat(words), code, start, position);
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
        if (symbol is ITypeSymbol type) return model.LookupStaticMembers(dot, type);
        return model.GetTypeInfo(left).Type is { } instance
            ? model.LookupSymbols(dot, instance, includeReducedExtensionMethods: true).Where(member => !member.IsStatic || member is IMethodSymbol { IsExtensionMethod: true })
            : [];
    }

    private static CellCompletions Matching(IEnumerable<CellCompletion> items, string code, int start, int position)
    {
        var typed = code[start..position];
        return new CellCompletions(start, position,
        [
            .. items.Where(item => item.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .OrderBy(item => item.Kind == "keyword")
                .ThenBy(item => item.Text, StringComparer.OrdinalIgnoreCase),
        ]);
    }

    /// <summary>Magic lines, and text of other languages, blanked: what remains is C# at its own place.</summary>
    private string Blank(string code)
    {
        var text = code.ToCharArray();
        var isCSharp = true;
        for (var start = 0; start < code.Length;)
        {
            var end = code.IndexOf('\n', start);
            if (end < 0) end = code.Length;
            var isMagic = code.AsSpan(start).StartsWith("#!");
            if (isMagic)
            {
                var name = code[(start + 2)..end].Split(' ', 2)[0].TrimEnd('\r');
                if (registry.FindLanguage(name) is not null) isCSharp = false;
                else if (name == "csharp") isCSharp = true;
            }

            if (isMagic || !isCSharp) text.AsSpan(start, end - start).Fill(' ');
            start = end + 1;
        }

        return new string(text);
    }

    private static string Describe(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static string Kind(ISymbol symbol) => symbol switch
    {
        IMethodSymbol => "method",
        IPropertySymbol => "property",
        IFieldSymbol { ContainingType.IsScriptClass: true } => "variable",
        IFieldSymbol => "field",
        IEventSymbol => "event",
        INamespaceSymbol => "module",
        ITypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        ITypeSymbol { TypeKind: TypeKind.Enum } => "enum",
        ITypeSymbol => "class",
        _ => "variable",
    };
}
