using System.Reflection;
using StorageCourse.Cells.Mongo;
using StorageCourse.Docstore.Bson;
using StorageCourse.Host;

namespace StorageCourse.Mongo;

/// <summary>Documents as a C# cell writes them: mongosh's syntax, with <c>$name</c> in the place of a value.</summary>
internal static class MongoText
{
    /// <param name="text">"{ total: { $gt: $min } }".</param>
    /// <param name="values">An object with a property for each name, as in <c>new { min = 5 }</c>, or a dictionary; null where the text has none.</param>
    /// <exception cref="FormatException">The text is no document, or a value is missing.</exception>
    public static BsonDocument Document(string text, object? values) => Parse(text, values) is { Type: BsonType.Document } document ? document.AsDocument
        : throw new FormatException($"expected a document in braces, got {text}");

    /// <summary>As <see cref="Document"/>, for a pipeline: <c>[{ $match: … }, …]</c>.</summary>
    public static BsonArray Array(string text, object? values) => Parse(text, values) is { Type: BsonType.Array } array ? array.AsArray
        : throw new FormatException($"expected an array in brackets, got {text}");

    /// <summary>As <see cref="Document"/>, for any value.</summary>
    public static BsonValue Parse(string text, object? values)
    {
        try
        {
            return MongoValueReader.ReadAll(text, name => BsonConversion.ToBson(ValueOf(name, values)));
        }
        catch (CellException e)
        {
            throw new FormatException($"{e.Message} (line {e.Line}, column {e.Column} of {text})", e);
        }
    }

    private static object? ValueOf(string name, object? values)
    {
        if (values is IReadOnlyDictionary<string, object?> dictionary && dictionary.TryGetValue(name, out var value)) return value;
        return values?.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance) is { } property ? property.GetValue(values)
            : throw new FormatException($"expected a value for ${name}: hand it over, as in new {{ {name} = … }}");
    }
}
