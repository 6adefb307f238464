using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Fields;

/// <summary>A sort: fields with a direction each. Documents that compare as equal keep the order that they came in.</summary>
internal sealed class SortOrder : IComparer<BsonDocument>
{
    private const int MaxKeys = 32;
    private readonly SortKey[] keys;
    private readonly SortKeys values;

    private SortOrder(SortKey[] keys)
    {
        this.keys = keys;
        values = new(this);
    }

    /// <summary>A field of the sort.</summary>
    public readonly record struct SortKey(FieldPath Path, bool Descending);

    /// <summary>The fields, the most important first; none: the order stays as it is.</summary>
    public IReadOnlyList<SortKey> Keys => keys;

    /// <summary>Reads <c>{a: 1, b: -1}</c>.</summary>
    /// <exception cref="MongoError">Location15974, 15975 and others for what MongoDB refuses; NotImplemented for $meta.</exception>
    public static SortOrder Parse(BsonDocument specification)
    {
        var parsed = new List<SortKey>();
        foreach (var (name, direction) in specification)
        {
            if (direction.Type == BsonType.Document)
                throw Meta(name, direction.AsDocument);
            if (!direction.IsNumber)
                throw MongoError.Location(15974, $"Illegal key in $sort specification: {name}: {direction}");
            if (direction.ToDouble() is not (1 or -1))
                throw MongoError.Location(15975, "$sort key ordering must be 1 (for ascending) or -1 (for descending)");
            var path = FieldPath.ParseStrict(name);
            if (parsed.Exists(key => key.Path.Text == name))
                throw MongoError.Location(7472500, $"Field appears multiple times in the sort specification: {name}");
            parsed.Add(new(path, direction.ToDouble() < 0));
        }

        return parsed.Count <= MaxKeys ? new([.. parsed]) : throw MongoError.Location(13103, "too many compound keys");
    }

    /// <summary>The sort as a query would write it.</summary>
    public BsonDocument ToDocument() => new(keys.Select(key => new BsonElement(key.Path.Text, key.Descending ? -1 : 1)));

    /// <summary>Compares two documents by their keys.</summary>
    public int Compare(BsonDocument? x, BsonDocument? y) => CompareKeys(KeyOf(x!), KeyOf(y!));

    /// <summary>The values that a document is sorted by, one for each key. An array counts with its least element, its greatest where the key is descending.</summary>
    /// <exception cref="MongoError">BadValue: two keys lie below different arrays.</exception>
    public BsonValue[] KeyOf(BsonDocument document) => values.Of(document);

    /// <summary>Compares what <see cref="KeyOf"/> gave.</summary>
    public int CompareKeys(BsonValue[] left, BsonValue[] right)
    {
        for (var at = 0; at < keys.Length; at++)
        {
            var order = BsonComparer.Instance.Compare(left[at], right[at]);
            if (order != 0)
                return keys[at].Descending ? -order : order;
        }

        return 0;
    }

    /// <summary>The documents in this order; with a limit, only so many of the first, and no more than those are kept.</summary>
    public List<BsonDocument> Sort(IEnumerable<BsonDocument> documents, int limit = int.MaxValue)
    {
        var position = 0L;
        var byOrder = Comparer<Entry>.Create((left, right) => CompareKeys(left.Key, right.Key) is var order && order != 0 ? order : left.Position.CompareTo(right.Position));
        if (limit == int.MaxValue)
        {
            var all = documents.Select(document => new Entry(KeyOf(document), position++, document)).ToArray();
            Array.Sort(all, byOrder);
            return [.. all.Select(entry => entry.Document)];
        }

        var first = new PriorityQueue<Entry, Entry>(Comparer<Entry>.Create((left, right) => byOrder.Compare(right, left)));
        foreach (var document in documents)
        {
            var entry = new Entry(KeyOf(document), position++, document);
            if (first.Count < limit) first.Enqueue(entry, entry);
            else if (limit > 0) first.EnqueueDequeue(entry, entry);
        }

        var sorted = new BsonDocument[first.Count];
        for (var at = sorted.Length - 1; at >= 0; at--)
            sorted[at] = first.Dequeue().Document;
        return [.. sorted];
    }

    private readonly record struct Entry(BsonValue[] Key, long Position, BsonDocument Document);

    private static MongoError Meta(string name, BsonDocument direction) => direction.Count == 1 && direction[0].Name == "$meta"
        ? MongoError.NotImplemented($"docstore does not sort by {{$meta: {direction[0].Value}}} (field '{name}'): it has no text indexes and no scores")
        : MongoError.Location(17312, "$meta is the only expression supported by $sort right now");
}
