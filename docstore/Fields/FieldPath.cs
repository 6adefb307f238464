using System.Globalization;
using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Fields;

/// <summary>A dotted path such as <c>items.0.price</c>. A component of digits is a position in an array and a name in a document.</summary>
internal sealed class FieldPath
{
    private readonly byte[][] utf8Names;
    private readonly int[] positions;

    private FieldPath(string text, string[] names)
    {
        Text = text;
        Names = names;
        utf8Names = [.. names.Select(Encoding.UTF8.GetBytes)];
        positions = [.. names.Select(PositionOf)];
    }

    /// <summary>The path as it was written.</summary>
    public string Text { get; }

    /// <summary>Its components, at least one.</summary>
    public string[] Names { get; }

    /// <summary>The number of components.</summary>
    public int Length => Names.Length;

    /// <summary>Splits at the dots. The path "" has one component, "".</summary>
    public static FieldPath Parse(string text) => new(text, text.Split('.'));

    /// <summary>Splits at the dots, and holds to the rules for paths in projections and sorts.</summary>
    /// <exception cref="MongoError">Location40352, 40353, 15998 or 16410.</exception>
    public static FieldPath ParseStrict(string text)
    {
        if (text.Length == 0)
            throw MongoError.Location(40352, "FieldPath cannot be constructed with empty string");
        if (text[^1] == '.')
            throw MongoError.Location(40353, "FieldPath must not end with a '.'.");
        var path = Parse(text);
        foreach (var name in path.Names)
        {
            if (name.Length == 0)
                throw MongoError.Location(15998, "FieldPath field names may not be empty strings.");
            if (name[0] == '$' && name is not ("$id" or "$ref" or "$db"))
                throw MongoError.Location(16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField.");
        }

        return path;
    }

    /// <summary>The position in an array that a component means, or -1. "01" is a name only.</summary>
    public int Position(int component) => positions[component];

    /// <summary>The UTF-8 of a component.</summary>
    public ReadOnlySpan<byte> Utf8(int component) => utf8Names[component];

    /// <summary>Follows the path through documents, from the component <paramref name="from"/> on: to its end, to an array, or to what has no fields. <paramref name="at"/> is the component reached.</summary>
    public BsonValue Follow(BsonDocument document, int from, out int at)
    {
        at = from;
        while (document.TryGetValue(Names[at], Utf8(at), out var value))
        {
            if (at == Length - 1 || value.Type != BsonType.Document)
                return value;
            document = value.AsDocument;
            at++;
        }

        at = Length - 1;
        return BsonValue.Missing;
    }

    /// <summary>Whether this path is the other, or leads to where the other goes on.</summary>
    public bool IsPrefixOf(FieldPath other) => Length <= other.Length && Names.AsSpan().SequenceEqual(other.Names.AsSpan(0, Length));

    /// <summary>The path as it was written.</summary>
    public override string ToString() => Text;

    /// <summary>The position in an array that a name means, or -1.</summary>
    public static int PositionOf(string name) =>
        name.Length is > 0 and < 10 && (name.Length == 1 || name[0] != '0')
        && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : -1;
}
