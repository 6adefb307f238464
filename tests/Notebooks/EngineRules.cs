using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Stores;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;

namespace StorageCourse.Tests.Notebooks;

/// <summary>What a cell and a script may do if they are to run on .NET Interactive as well as on our engine.</summary>
internal static partial class EngineRules
{
    private const string Requires = "requires";
    private static readonly CSharpParseOptions Script = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    /// <summary>The magics that both engines have, and the options that both take.</summary>
    private static readonly Dictionary<string, string[]> Magics = new(StringComparer.Ordinal)
    {
        ["csharp"] = [], ["C#"] = [], ["html"] = [], ["markdown"] = [], ["mermaid"] = [], ["javascript"] = [], ["js"] = [],
        ["import"] = [], [Requires] = [], ["time"] = [], ["who"] = [], ["whos"] = [], ["lsmagic"] = [], ["about"] = [],
        ["set"] = ["--name", "--value"], ["share"] = ["--from", "--as"], ["value"] = ["--name"],
    };

    /// <summary>Our names for C# cells that the other engine has not.</summary>
    private static readonly string[] OurFunctions = ["ClearOutput"];

    private static readonly IReadOnlyDictionary<string, ICellLanguage> Languages = AllStores.CreateLanguages()
        .SelectMany(language => language.Aliases.Prepend(language.Name).Select(name => (name, language: (ICellLanguage)language)))
        .ToDictionary(pair => pair.name, pair => pair.language, StringComparer.Ordinal);

    /// <summary>The rules that a cell breaks, in words.</summary>
    public static IEnumerable<string> BrokenBy(NotebookCell cell)
    {
        var lines = cell.Source.Split('\n');
        var requirement = RequirementOf(cell);
        // What stands there is for one engine alone.
        if (requirement is not null && requirement.StartsWith("engine:", StringComparison.Ordinal)) return BrokenByRequires(lines);
        return BrokenByRequires(lines).Concat(BrokenByMagics(lines)).Concat(BrokenByCode(new CellText(cell).Tree.ToString()));
    }

    /// <summary>The rules that a script breaks, in words.</summary>
    public static IEnumerable<string> BrokenByScript(string text) => text.Split('\n').Where(line => Magic().IsMatch(line))
        .Select(line => $"{line}: a script that is loaded can hold no magic").Concat(BrokenByCode(text));

    /// <summary>
    /// Cells that use what a cell with #!requires declares, and don't ask for the same. Our engine skips them too; the other lets them fail.
    /// </summary>
    public static IEnumerable<string> BrokenByNames(IReadOnlyList<NotebookCell> cells)
    {
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var cell in cells)
        {
            var text = new CellText(cell);
            var requirement = RequirementOf(cell);
            foreach (var name in text.Takes.Where(name => asked.TryGetValue(name, out var needed) && needed != requirement).Distinct())
                yield return $"cell {cell.Id} uses {name}, which a cell with #!requires {asked[name]} declares: begin it with the same line";
            foreach (var name in text.Gives)
            {
                if (requirement is null) asked.Remove(name);
                else asked.TryAdd(name, requirement);
            }
        }
    }

    /// <summary>What a cell's first lines ask for: "store:mssql"; null for a cell that asks for nothing.</summary>
    private static string? RequirementOf(NotebookCell cell) =>
        string.Join(' ', cell.Source.Split('\n').TakeWhile(IsRequirement).Select(line => line["#!requires ".Length..].Trim())) is { Length: > 0 } asked ? asked : null;

    private static bool IsRequirement(string line) => line.StartsWith("#!requires ", StringComparison.Ordinal);

    private static IEnumerable<string> BrokenByRequires(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (Magic().Match(lines[i]) is not { Success: true } magic || magic.Groups["name"].Value != Requires) continue;
            if (lines.Take(i).Any(line => !IsRequirement(line))) yield return $"{lines[i]}: #!requires must stand at the top, for what stands above it runs";
            if (lines[i].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 2) yield return $"{lines[i]}: expected one requirement after #!requires";
        }
    }

    private static IEnumerable<string> BrokenByMagics(string[] lines)
    {
        var imports = false;
        foreach (var line in lines)
        {
            if (Magic().Match(line) is not { Success: true } magic) continue;
            var name = magic.Groups["name"].Value;
            var language = Languages.GetValueOrDefault(name);
            if (language is null && !Magics.ContainsKey(name)) yield return $"{line}: that engine has no #!{name}";
            if (language is not null && imports) yield return $"{line}: a language is known from the cell on that follows its #!import";
            imports |= name == "import";
            var known = language?.Options.Select(option => option.Name) ?? Magics.GetValueOrDefault(name, []);
            foreach (var option in line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.StartsWith("--", StringComparison.Ordinal) && !known.Contains(word)))
                yield return $"{line}: that engine's #!{name} has no option {option}";
        }
    }

    private static IEnumerable<string> BrokenByCode(string code)
    {
        // Namespaces and using declarations at the top are errors of the script dialect itself.
        var tree = CSharpSyntaxTree.ParseText(code, Script);
        foreach (var error in tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) yield return error.ToString();
        var root = (CompilationUnitSyntax)tree.GetRoot();
        foreach (var node in root.DescendantNodes())
        {
            var fault = node switch
            {
                ParameterSyntax { Parent.Parent: MethodDeclarationSyntax { Parent: TypeDeclarationSyntax } } parameter when parameter.Modifiers.Any(SyntaxKind.ThisKeyword) =>
                    "an extension method in a class of a script; declare it at the top",
                ExtensionBlockDeclarationSyntax => "an extension block in a script; declare an extension method at the top",
                IdentifierNameSyntax { Identifier.ValueText: var name } when OurFunctions.Contains(name) => $"that engine has no {name}",
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Update", Expression: InvocationExpressionSyntax shown } }
                    when shown.Expression is IdentifierNameSyntax { Identifier.ValueText: "display" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Display" } =>
                    "that engine never updates what display shows",
                _ => null,
            };
            if (fault is not null) yield return $"{node.ToString().Split('\n')[0]}: {fault}";
        }

        foreach (var member in root.Members)
        {
            var isVariable = member is FieldDeclarationSyntax or GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax };
            if (!isVariable) continue;
            var variables = member.DescendantNodes().OfType<VariableDeclarationSyntax>().First();
            var isSpan = variables.Type is GenericNameSyntax { Identifier.ValueText: "Span" or "ReadOnlySpan" }
                || variables.Variables.Any(variable => variable.Initializer?.Value is StackAllocArrayCreationExpressionSyntax
                    or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" } });
            if (isSpan) yield return $"{member}: a span at the top; a variable of a script lives on the heap";
        }
    }

    [GeneratedRegex(@"^#!(?<name>[A-Za-z][^\s]*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Magic();
}
