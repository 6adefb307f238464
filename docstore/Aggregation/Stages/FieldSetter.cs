using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>Sets one field of a copy; the rest is shared with the original.</summary>
internal static class FieldSetter
{
    /// <summary>The document with this value at this path, in place where there is such a field and else at the end. Missing takes the field away. Anything on the way that is no document becomes one.</summary>
    public static BsonDocument Set(BsonDocument document, FieldPath path, BsonValue value) => Set(document, path, 0, value);

    private static BsonDocument Set(BsonDocument document, FieldPath path, int component, BsonValue value)
    {
        var copy = new BsonDocument(8);
        var met = false;
        foreach (var field in document)
        {
            if (met || field.Name != path.Names[component])
            {
                copy.Add(field);
                continue;
            }

            met = true;
            copy.Add(field.Name, Below(field.Value, path, component, value));
        }

        if (!met) copy.Add(path.Names[component], Below(default, path, component, value));
        return copy;
    }

    private static BsonValue Below(BsonValue old, FieldPath path, int component, BsonValue value)
    {
        if (component == path.Length - 1) return value;
        if (old.Type == BsonType.Document) return Set(old.AsDocument, path, component + 1, value);
        return value.IsMissing ? old : Set([], path, component + 1, value);
    }
}
