using Microsoft.CodeAnalysis;

namespace StorageCourse.Engine.Completion;

/// <summary>How front ends show a symbol.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType)
        .AddParameterOptions(SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut);

    /// <summary>Its declaration in a line; the class that the compiler puts around a cell is not shown.</summary>
    public static string Declaration(ISymbol symbol) => symbol.ContainingType is { IsScriptClass: true }
        ? symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat.RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType))
        : symbol.ToDisplayString(Format);

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
