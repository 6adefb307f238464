using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>"$a.b"</c>. Through an array it gives the array of what its documents have there; unlike in a query, <c>"$a.0"</c> is no position.</summary>
internal sealed class FieldPathExpression(FieldPath path) : Expression
{
    public FieldPath Path => path;

    public override BsonValue Evaluate(BsonDocument root, Variables variables)
    {
        if (!root.TryGetValue(path.Names[0], path.Utf8(0), out var value)) return default;
        return path.Length == 1 ? value : Read(value, path, 1);
    }

    /// <summary>What the path, from this component on, leads to.</summary>
    public static BsonValue Read(BsonValue value, FieldPath path, int component)
    {
        for (; component < path.Length; component++)
        {
            if (value.Type == BsonType.Array) return ReadEach(value.AsArray, path, component);
            if (value.Type != BsonType.Document) return default;
            if (!value.AsDocument.TryGetValue(path.Names[component], path.Utf8(component), out value)) return default;
        }

        return value;
    }

    private static BsonArray ReadEach(BsonArray array, FieldPath path, int component)
    {
        var found = new BsonArray();
        foreach (var item in array)
        {
            // An array directly within an array is looked into once more, but a scalar has no fields.
            var value = Read(item, path, component);
            if (!value.IsMissing) found.Add(value);
        }

        return found;
    }
}
