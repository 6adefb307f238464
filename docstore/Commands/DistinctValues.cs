using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Commands;

/// <summary>The values that distinct takes from a document: those of an array one by one, nothing for a missing field.</summary>
internal static class DistinctValues
{
    /// <summary>Adds the values at a path.</summary>
    public static void Add(BsonDocument document, FieldPath path, HashSet<BsonValue> values) => Add(document, path, 0, values);

    private static void Add(BsonValue value, FieldPath path, int step, HashSet<BsonValue> values)
    {
        if (step == path.Length)
        {
            if (value.Type == BsonType.Array)
                values.UnionWith(value.AsArray);
            else if (!value.IsMissing)
                values.Add(value);
        }
        else if (value.Type == BsonType.Document)
        {
            Add(value.AsDocument[path.Names[step]], path, step + 1, values);
        }
        else if (value.Type == BsonType.Array)
        {
            var array = value.AsArray;
            if (path.Position(step) is >= 0 and var position && position < array.Count)
                Add(array[position], path, step + 1, values);
            foreach (var element in array)
            {
                if (element.Type == BsonType.Document)
                    Add(element, path, step, values);
            }
        }
    }
}
