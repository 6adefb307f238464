using Microsoft.CodeAnalysis;

namespace StorageCourse.Engine.Completion;

/// <summary>How front ends show a symbol.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType)
        .AddParameterOptions(SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut);

    private static readonly SymbolDisplayFormat Bare = SymbolDisplayFormat.MinimallyQualifiedFormat.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType);

    /// <summary>Its declaration in a line; the class that the compiler puts around a cell is not shown.</summary>
    public static string Declaration(ISymbol symbol) => symbol.ContainingType switch
    {
        { IsScriptClass: true } => symbol.ToDisplayString(Bare),
        // As it is called: by the name of what it extends.
        { IsExtension: true, ExtensionParameter.Type: var extended } => Called(symbol.ToDisplayString(Format.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType)), symbol.Name, extended.Name),
        _ => symbol.ToDisplayString(Format),
    };

    private static string Called(string declaration, string name, string extended)
    {
        var at = declaration.IndexOf($" {name}", StringComparison.Ordinal) + 1;
        return $"{declaration[..at]}{extended}.{declaration[at..]}";
    }

    /// <summary>Its kind in Jupyter's words.</summary>
    public static string Kind(ISymbol symbol) => symbol switch
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
