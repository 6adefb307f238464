using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Display;
using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Magics;

namespace StorageCourse.Engine.Session;

/// <summary>A sentence of help for the mistakes that learners make most. The compiler says what is wrong; this says what to do.</summary>
internal sealed class CompilerHelp(CSharpSession csharp, CellRegistry registry)
{
    /// <summary>What helps against an error, by its number. The first that has something to say, says it.</summary>
    private static readonly (string[] Errors, Func<Mistake, string?> Help)[] Rules =
    [
        (["CS1002", "CS1003", "CS0103", "CS0246", "CS1525"], OtherLanguage),
        (["CS0029", "CS0266", "CS1061", "CS0019", "CS1503", "CS1579", "CS0023"], MissingAwait),
        (["CS0103"], UnknownName),
        (["CS0246", "CS0234"], UnknownType),
        (["CS1061", "CS0117"], UnknownMember),
        (["CS1002"], mistake => mistake.Line.Contains("using var ", StringComparison.Ordinal)
            ? "a cell's variables live on, so there is no end at which using var could dispose of it: write using (var x = …) { … }, or leave using out." : null),
        (["CS1109"], _ => "in a cell an extension method stands by itself, outside a class: static int Twice(this int x) => 2 * x;"),
        (["CS7021"], _ => "in a cell types stand by themselves: leave the namespace out."),
        (["CS1002"], _ => "every statement ends with a semicolon. Only a cell's last line may stand without one; its value is then shown."),
        (["CS1513", "CS1026", "CS1514", "CS1022"], _ => "count the brackets: each { ( [ needs its } ) ]."),
        (["CS0670", "CS0815", "CS0029"], mistake => mistake.Says("void") ? "what you call returns nothing, so there is nothing to assign: call it on a line of its own." : null),
        (["CS1012", "CS1011"], _ => "text stands in double quotes: \"…\". Single quotes hold one character."),
        (["CS1010", "CS1039"], _ => "the text is not closed on its line. Close it with \", or write text of several lines between \"\"\" and \"\"\"."),
        (["CS0161", "CS0126", "CS1643"], _ => "every way through the function must end in a return with a value, also when no if applies."),
        (["CS0165"], mistake => $"give {mistake.Text} a value where it is declared: not every way to this line sets it."),
        (["CS0201"], _ => "a value alone does nothing. To see it, write it as the cell's last line without a semicolon; to set something, use = once."),
        (["CS0266"], _ => "the conversion can lose something, so you must ask for it: (int)x cuts off, Math.Round(x) rounds."),
        (["CS0029", "CS1503"], mistake => mistake.Says("'string' to 'int'") || mistake.Says("'string' to 'double'") || mistake.Says("'string' to 'decimal'")
            ? "text becomes a number by int.Parse(text), decimal.Parse(text), …" : null),
        (["CS0029", "CS1503"], mistake => mistake.Says("to 'string'") ? "a value becomes text by .ToString(), or inside $\"{value}\"." : null),
        (["CS7036", "CS1501", "CS1503"], _ => "put the cursor between the parentheses and press Shift+Tab to see what it takes."),
        (["CS0128", "CS0136"], mistake => $"{mistake.Text} is declared twice in this cell: leave out the type the second time, or choose another name."),
    ];

    /// <summary>The sentence for an error of a cell that did not compile, or null.</summary>
    public string? For(Diagnostic error)
    {
        if (error.Location.SourceTree is not { } tree) return null;
        var mistake = new Mistake(error, tree.GetText(), csharp, registry);
        return Rules.Where(rule => rule.Errors.Contains(error.Id)).Select(rule => rule.Help(mistake)).FirstOrDefault(help => help is not null);
    }

    /// <summary>SQL in a cell without its first line is a chain of odd C#.</summary>
    private static string? OtherLanguage(Mistake mistake)
    {
        string[] beginnings = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "CREATE INDEX ", "DROP TABLE ", "ALTER TABLE ", "EXPLAIN ", "WITH "];
        var code = mistake.Code.ToString().TrimStart();
        if (!beginnings.Any(beginning => code.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))) return null;
        var languages = mistake.Registry.Languages.Where(language => language.Name.EndsWith("sql", StringComparison.Ordinal)).Select(language => "#!" + language.Name)
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).ToArray();
        var named = languages.Length > 1 ? $"{string.Join(", ", languages[..^1])} or {languages[^1]}" : languages.FirstOrDefault() ?? "#!sql, after the setup cell has run";
        return $"this looks like SQL, and the cell is read as C#. Its first line must be {named}.";
    }

    private static string? MissingAwait(Mistake mistake) =>
        mistake.Says("Task<") || mistake.Says("Task'") ? "the result is still on its way: write await before the call that returns it." : null;

    private static string UnknownName(Mistake mistake)
    {
        var known = mistake.CSharp.GetVariables().Select(variable => variable.Name).Concat(mistake.DeclaredNames());
        if (Spelling.Closest(mistake.Text, known) is { } close) return $"did you mean {close}? C# minds upper and lower case.";
        return mistake.UsingFor(mistake.Text) is { } space
            ? $"write using {space}; before it."
            : $"no cell that has run since the kernel started declares {mistake.Text}: run the cell that does (Run All Above).";
    }

    private static string? UnknownType(Mistake mistake)
    {
        if (mistake.Line.Contains("Microsoft.DotNet.Interactive", StringComparison.Ordinal))
            return "this names a part of .NET Interactive, the engine that this notebook was written for. display, HTML and DisplayAs(\"text/html\") work here without it: take the line out.";
        if (mistake.UsingFor(mistake.Text) is { } space) return $"write using {space}; before it.";
        return Spelling.Closest(mistake.Text, mistake.TypeNames()) is { } close
            ? $"did you mean {close}? C# minds upper and lower case."
            : "it needs a using, a #r \"nuget:…\" line, or the cell that declares it to be run.";
    }

    private static string? UnknownMember(Mistake mistake) =>
        Spelling.Closest(mistake.Text, mistake.MemberNames()) is { } close ? $"did you mean {close}? C# minds upper and lower case." : null;

    /// <summary>An error in its surroundings.</summary>
    private sealed class Mistake(Diagnostic error, Microsoft.CodeAnalysis.Text.SourceText code, CSharpSession csharp, CellRegistry registry)
    {
        private readonly Lazy<(Microsoft.CodeAnalysis.CSharp.CSharpCompilation Compilation, SyntaxTree Tree)> preview = new(() => csharp.Preview(code.ToString()));

        public Microsoft.CodeAnalysis.Text.SourceText Code => code;

        public CSharpSession CSharp => csharp;

        public CellRegistry Registry => registry;

        /// <summary>What is underlined, without type arguments.</summary>
        public string Text { get; } = code.ToString(error.Location.SourceSpan).Split('<', '(')[0];

        public string Line => code.Lines.GetLineFromPosition(error.Location.SourceSpan.Start).ToString();

        /// <summary>Whether the compiler's message holds some words.</summary>
        public bool Says(string words) => error.GetMessage(CultureInfo.InvariantCulture).Contains(words, StringComparison.Ordinal);

        /// <summary>The names that the cell itself declares, and the types and methods in scope.</summary>
        public IEnumerable<string> DeclaredNames() => Root.DescendantNodes().Select(node => node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
            ParameterSyntax parameter => parameter.Identifier.ValueText,
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText,
            BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
            SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
            ForEachStatementSyntax loop => loop.Identifier.ValueText,
            _ => "",
        }).Where(name => name.Length > 0).Concat(Lookup(null).Where(symbol => symbol is ITypeSymbol or IMethodSymbol).Select(symbol => symbol.Name));

        /// <summary>The types in scope.</summary>
        public IEnumerable<string> TypeNames() => Lookup(null).OfType<ITypeSymbol>().Select(type => type.Name);

        /// <summary>The members of what stands before the dot.</summary>
        public IEnumerable<string> MemberNames()
        {
            if (Root.FindToken(error.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<MemberAccessExpressionSyntax>() is not { } access) return [];
            var type = Model.GetTypeInfo(access.Expression).Type ?? Model.GetSymbolInfo(access.Expression).Symbol as ITypeSymbol;
            return type is null ? [] : Lookup(type).Select(symbol => symbol.Name).Distinct(StringComparer.Ordinal);
        }

        /// <summary>The namespace of the framework, or of what is referenced, that has a public type of this name; null where none or several do.</summary>
        public string? UsingFor(string name)
        {
            var found = new List<string>();
            var waiting = new Stack<INamespaceSymbol>([preview.Value.Compilation.GlobalNamespace]);
            while (waiting.TryPop(out var space))
            {
                if (!space.IsGlobalNamespace && space.GetTypeMembers(name).Any(type => type.DeclaredAccessibility == Accessibility.Public)) found.Add(space.ToDisplayString());
                foreach (var inner in space.GetNamespaceMembers()) waiting.Push(inner);
            }

            return found is [var only] ? only : null;
        }

        private SyntaxNode Root => preview.Value.Tree.GetRoot();

        private SemanticModel Model => preview.Value.Compilation.GetSemanticModel(preview.Value.Tree);

        private IEnumerable<ISymbol> Lookup(ITypeSymbol? container) =>
            Model.LookupSymbols(error.Location.SourceSpan.Start, container, includeReducedExtensionMethods: container is not null).Where(symbol => symbol.CanBeReferencedByName);
    }
}
