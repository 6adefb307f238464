using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace StorageCourse.Engine.CSharp;

/// <summary>What a symbol's documentation says, as text: summary, parameters, result, exceptions.</summary>
internal static partial class DocumentationText
{
    private const int MostInherited = 5;

    /// <summary>The text, or "" where the symbol is not documented.</summary>
    public static string Of(ISymbol symbol)
    {
        if (Find(symbol, 0) is not { } documentation) return "";
        var parameters = documentation.Elements("typeparam").Concat(documentation.Elements("param")).Select(parameter => Line((string?)parameter.Attribute("name"), parameter));
        var exceptions = documentation.Elements("exception").Select(exception => Line("throws " + ShortName((string?)exception.Attribute("cref") ?? ""), exception));
        IEnumerable<string> lines = [Text(documentation.Element("summary")), .. parameters, Line("returns", documentation.Element("returns")), .. exceptions];
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static string Line(string? label, XElement? element) => Text(element) is { Length: > 0 } text ? $"{label}: {text}" : "";

    /// <summary>Where a member says inheritdoc, that of the member which it overrides or implements.</summary>
    private static XElement? Find(ISymbol symbol, int depth)
    {
        var documentation = Parse(symbol.OriginalDefinition.GetDocumentationCommentXml());
        if (depth == MostInherited || (documentation is not null && documentation.Element("inheritdoc") is null)) return documentation;
        return Inherited(symbol) is { } inherited ? Find(inherited, depth + 1) : documentation;
    }

    private static ISymbol? Inherited(ISymbol symbol)
    {
        ISymbol? overridden = symbol switch
        {
            IMethodSymbol method => method.ReducedFrom ?? method.OverriddenMethod,
            IPropertySymbol property => property.OverriddenProperty,
            IEventSymbol @event => @event.OverriddenEvent,
            INamedTypeSymbol { BaseType: { SpecialType: not SpecialType.System_Object } type } => type,
            _ => null,
        };
        if (overridden is not null || symbol is ITypeSymbol || symbol.ContainingType is not { } owner) return overridden;
        return owner.AllInterfaces.SelectMany(face => face.GetMembers(symbol.Name))
            .FirstOrDefault(member => SymbolEqualityComparer.Default.Equals(owner.FindImplementationForInterfaceMember(member), symbol));
    }

    private static XElement? Parse(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml)) return null;
        try
        {
            return XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static string Text(XElement? element) => element is null ? "" : Blanks().Replace(string.Concat(element.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see => see.IsEmpty || see.Value.Length == 0
            ? (string?)see.Attribute("langword") ?? ShortName((string?)see.Attribute("cref") ?? (string?)see.Attribute("href") ?? "")
            : see.Value,
        XElement { Name.LocalName: "paramref" or "typeparamref" } name => (string?)name.Attribute("name") ?? "",
        XElement element => string.Concat(element.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>"M:System.Linq.Enumerable.Where``1(…)" as it stands in code: Enumerable.Where; of a type its name alone.</summary>
    private static string ShortName(string reference)
    {
        if (reference.Length < 2 || reference[1] != ':') return reference;
        var name = Arity().Replace(reference[2..].Split('(')[0], "");
        var parts = name.Split('.');
        return reference[0] is 'T' or 'N' ? parts[^1] : string.Join('.', parts.TakeLast(2));
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"`+\d+", RegexOptions.None, 1000)]
    private static partial Regex Arity();
}
