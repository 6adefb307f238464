using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>
/// The keys of a document in an index. A field that holds an array gives a key for each element (the index is then <em>multikey</em>);
/// a field that is absent gives null, an empty array gives undefined. Fields below the same array are taken from one element at a time,
/// fields below different arrays can't be indexed together.
/// </summary>
internal sealed class IndexKeys(string[] fields)
{
    private readonly string[][] paths = [.. fields.Select(field => field.Split('.'))];
    private readonly string? single = fields.Length == 1 && !fields[0].Contains('.') ? fields[0] : null;

    /// <summary>What one document gives.</summary>
    public sealed class Result
    {
        /// <summary>The keys, none twice.</summary>
        public readonly List<IndexEntry> Entries = [];

        /// <summary>For each field, a bit for each step of its path that met an array: bit 0 is the first name.</summary>
        public readonly ulong[] ArraySteps;

        /// <summary>Whether the document has any of the fields: a sparse index leaves out those that have none.</summary>
        public bool HasAnyField;

        internal Result(int fields) => ArraySteps = new ulong[fields];
    }

    /// <summary>The keys of <paramref name="document"/> in the order of the tree.</summary>
    /// <exception cref="MongoError">CannotIndexParallelArrays (171): two fields lie below different arrays.</exception>
    public Result Of(BsonDocument document, long recordId, IndexOrder order)
    {
        var result = new Result(paths.Length);
        if (single is not null && document[single] is var value && value.Type != BsonType.Array)
        {
            result.HasAnyField = !value.IsMissing;
            result.Entries.Add(new(Compact(value), null, recordId));
            return result;
        }

        var walks = new Walk[paths.Length];
        Array.Fill(walks, new Walk(document, 0, false));
        Expand(walks, result, recordId);
        if (result.Entries.Count > 1)
        {
            result.Entries.Sort((left, right) => order.CompareKeys(left, right));
            RemoveRepeated(result.Entries, order);
        }

        return result;
    }

    /// <summary>How far a field's path has been followed: the value reached, the steps taken, and whether it stands for good.</summary>
    private record struct Walk(BsonValue Value, int Step, bool Done);

    private void Expand(Walk[] walks, Result result, long recordId)
    {
        var array = -1;
        for (var field = 0; field < walks.Length; field++)
        {
            Advance(ref walks[field], paths[field]);
            if (walks[field].Done)
                continue;
            if (array < 0)
                array = field;
            else if (!SamePlace(array, field, walks))
                throw new MongoError(171, "CannotIndexParallelArrays", $"cannot index parallel arrays [{paths[field][walks[field].Step - 1]}] [{paths[array][walks[array].Step - 1]}]");
        }

        if (array < 0)
        {
            AddKey(walks, result, recordId);
            return;
        }

        var elements = walks[array].Value.AsArray;
        for (var field = 0; field < walks.Length; field++)
        {
            if (!walks[field].Done)
                result.ArraySteps[field] |= 1UL << (walks[field].Step - 1);
        }

        if (elements.Count == 0)
        {
            Expand(StepInto(walks, BsonValue.Missing, empty: true), result, recordId);
            return;
        }

        for (var at = 0; at < elements.Count; at++)
            Expand(StepInto(walks, elements[at], empty: false), result, recordId);
    }

    private Walk[] StepInto(Walk[] walks, BsonValue element, bool empty)
    {
        var inside = (Walk[])walks.Clone();
        for (var field = 0; field < inside.Length; field++)
        {
            if (inside[field].Done)
                continue;
            var last = inside[field].Step == paths[field].Length;
            inside[field] = last ? inside[field] with { Value = empty ? BsonValue.Undefined : element, Done = true }
                : element.Type == BsonType.Document ? inside[field] with { Value = element }
                : inside[field] with { Value = BsonValue.Missing, Done = true };
        }

        return inside;
    }

    /// <summary>Follows the path until it ends or stands at an array that has to be gone through.</summary>
    private static void Advance(ref Walk walk, string[] path)
    {
        if (walk.Done)
            return;
        var fromElement = walk.Value.Type == BsonType.Document;
        while (walk.Step < path.Length)
        {
            if (walk.Value.Type == BsonType.Document)
            {
                walk.Value = walk.Value.AsDocument[path[walk.Step++]];
            }
            else if (walk.Value.Type == BsonType.Array && fromElement && Position(walk.Value.AsArray, path[walk.Step]) is { } element)
            {
                walk.Value = element;
                walk.Step++;
            }
            else
            {
                break;
            }
        }

        if (walk.Value.Type == BsonType.Array)
            return;
        if (walk.Step < path.Length)
            walk.Value = BsonValue.Missing;
        walk.Done = true;
    }

    /// <summary>"a.0" means the first element, but where the elements have a field of that name.</summary>
    private static BsonValue? Position(BsonArray array, string name)
    {
        if (!int.TryParse(name, System.Globalization.NumberStyles.None, null, out var index) || index >= array.Count)
            return null;
        for (var at = 0; at < array.Count; at++)
        {
            if (array[at].Type == BsonType.Document && array[at].AsDocument.Contains(name))
                throw MongoError.Location(16746, $"Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '{name}' for array: {array}");
        }

        return array[index];
    }

    private bool SamePlace(int left, int right, Walk[] walks) =>
        walks[left].Step == walks[right].Step && paths[left].AsSpan(0, walks[left].Step).SequenceEqual(paths[right].AsSpan(0, walks[right].Step));

    private static void AddKey(Walk[] walks, Result result, long recordId)
    {
        var values = new BsonValue[walks.Length];
        for (var field = 0; field < walks.Length; field++)
        {
            result.HasAnyField |= !walks[field].Value.IsMissing;
            values[field] = Compact(walks[field].Value);
        }

        result.Entries.Add(IndexEntry.Of(values, recordId));
    }

    /// <summary>Values that are views of the document's bytes would keep the whole document in memory.</summary>
    private static BsonValue Compact(in BsonValue value) => value.Type switch
    {
        BsonType.Missing => BsonValue.Null,
        BsonType.Document or BsonType.Array => StoredDocument.Of(new BsonDocument { { "", value } }.ToBytes())[""],
        BsonType.String or BsonType.Symbol or BsonType.JavaScript when value.IsUtf8 => BsonValue.FromUtf8(value.Type, value.Utf8.ToArray(), 0, value.Utf8.Length),
        _ => value,
    };

    private static void RemoveRepeated(List<IndexEntry> entries, IndexOrder order)
    {
        var kept = 1;
        for (var at = 1; at < entries.Count; at++)
        {
            if (order.CompareKeys(entries[at], entries[kept - 1]) != 0)
                entries[kept++] = entries[at];
        }

        entries.RemoveRange(kept, entries.Count - kept);
    }
}
