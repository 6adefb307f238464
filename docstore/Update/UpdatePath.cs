using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Update;

/// <summary>The paths of updates: beside names and positions they have <c>$</c>, <c>$[]</c> and <c>$[id]</c>.</summary>
internal static class UpdatePath
{
    /// <exception cref="MongoError">EmptyFieldName, DollarPrefixedFieldName or BadValue: no path that can be updated.</exception>
    public static FieldPath Parse(string text)
    {
        if (text.Length == 0)
            throw MongoError.EmptyFieldName("An empty update path is not valid.");
        var path = FieldPath.Parse(text);
        var positional = 0;
        for (var at = 0; at < path.Length; at++)
        {
            var name = path.Names[at];
            if (name.Length == 0)
                throw MongoError.EmptyFieldName($"The update path '{text}' contains an empty field name, which is not allowed.");
            if (at == 0 && name == "$")
                throw MongoError.BadValue($"Cannot have positional (i.e. '$') element in the first position in path '{text}'");
            if (at == 0 && IsFiltered(name))
                throw MongoError.BadValue($"Cannot have array filter identifier (i.e. '$[<id>]') element in the first position in path '{text}'");
            if (name == "$" && ++positional > 1)
                throw MongoError.BadValue($"Too many positional (i.e. '$') elements found in path '{text}'");
            if (name[0] == '$' && name != "$" && !IsFiltered(name) && name is not ("$ref" or "$id" or "$db"))
                throw MongoError.DollarPrefixedFieldName($"The dollar ($) prefixed field '{name}' in '{text}' is not valid for storage.");
        }

        return path;
    }

    /// <summary>Whether a component is <c>$[]</c> or <c>$[id]</c>.</summary>
    public static bool IsFiltered(string name) => name.StartsWith("$[", StringComparison.Ordinal) && name.EndsWith(']');

    /// <summary>The id of <c>$[id]</c>, "" of <c>$[]</c>.</summary>
    public static string Identifier(string name) => name[2..^1];

    /// <summary>Whether a component stands for elements that only the document decides.</summary>
    public static bool IsDynamic(string name) => name == "$" || IsFiltered(name);
}
