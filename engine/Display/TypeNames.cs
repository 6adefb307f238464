using Microsoft.CodeAnalysis.CSharp;

namespace StorageCourse.Engine.Display;

/// <summary>How a type is written in C#.</summary>
internal static class TypeNames
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(byte)] = "byte", [typeof(sbyte)] = "sbyte", [typeof(short)] = "short", [typeof(ushort)] = "ushort",
        [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long", [typeof(ulong)] = "ulong", [typeof(float)] = "float",
        [typeof(double)] = "double", [typeof(decimal)] = "decimal", [typeof(char)] = "char", [typeof(string)] = "string", [typeof(object)] = "object",
        [typeof(void)] = "void",
    };

    /// <summary>As a reader would write it: "List&lt;(int, string)&gt;", without namespaces.</summary>
    public static string Short(Type type) => Write(type, qualified: false);

    /// <summary>As code that compiles whatever namespaces are open. A type that no script may name is written as the nearest base that one may.</summary>
    public static string InCode(Type type)
    {
        while (!type.IsVisible || type.Name.StartsWith('<')) type = type.BaseType ?? typeof(object);
        return Write(type, qualified: true);
    }

    private static string Write(Type type, bool qualified)
    {
        if (Keywords.TryGetValue(type, out var keyword)) return keyword;
        if (type.IsArray) return $"{Write(type.GetElementType()!, qualified)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Write(underlying, qualified) + "?";
        if (type.IsGenericParameter) return type.Name;
        var arguments = new Queue<Type>(type.GetGenericArguments());
        var name = string.Join('.', Nesting(type).Reverse().Select(part => Name(part, arguments, qualified)));
        return qualified && type.Namespace is { Length: > 0 } space ? $"global::{space}.{name}" : name;
    }

    private static IEnumerable<Type> Nesting(Type type)
    {
        // A type declared in a cell is nested in its submission, whose name can't be written.
        for (var part = type; part is not null && (part.Name != "Script" || part.DeclaringType is not null); part = part.DeclaringType) yield return part;
    }

    private static string Name(Type type, Queue<Type> arguments, bool qualified)
    {
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0) return SyntaxFacts.GetKeywordKind(type.Name) == SyntaxKind.None ? type.Name : "@" + type.Name;
        var count = int.Parse(type.Name.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
        return $"{type.Name[..tick]}<{string.Join(", ", Enumerable.Range(0, count).Select(_ => Write(arguments.Dequeue(), qualified)))}>";
    }
}
