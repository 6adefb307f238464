using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>Which documents are in the window of a document.</summary>
internal abstract class WindowBounds
{
    /// <returns>The first index, and the one after the last; the same twice for an empty window.</returns>
    public abstract (int Start, int End) Around(int index, WindowPartition partition);

    /// <summary>Reads <c>{documents: [-2, "current"]}</c> or <c>{range: [-7, 0], unit: "day"}</c>.</summary>
    public static WindowBounds Parse(BsonValue spec, SortOrder? order)
    {
        if (spec.IsMissing) return new DocumentBounds(null, null);
        if (spec.Type != BsonType.Document) throw MongoError.FailedToParse($"'window' field must be an object, found {spec.Type.Alias()}");
        BsonValue documents = default, range = default, unit = default;
        foreach (var (option, value) in spec.AsDocument)
        {
            if (option == "documents") documents = value;
            else if (option == "range") range = value;
            else if (option == "unit") unit = value;
            else throw MongoError.FailedToParse($"'window' field can only contain 'documents' as the only argument or 'range' with an optional 'unit' field, found '{option}'");
        }

        if (documents.IsMissing == range.IsMissing && !spec.AsDocument.Equals([]))
            throw MongoError.FailedToParse("Window bounds can specify either 'documents' or 'unit', not both, and one of them");
        if (!documents.IsMissing)
        {
            if (!unit.IsMissing) throw MongoError.FailedToParse("'window' field that specifies 'unit' must also specify 'range'");
            var (first, last) = Pair("documents", documents);
            if (order is null && !(IsUnbounded(first) && IsUnbounded(last))) throw MongoError.Location(5339901, "Document-based bounds require a sortBy");
            return new DocumentBounds(Position(first), Position(last));
        }

        if (range.IsMissing) return new DocumentBounds(null, null);
        var (lower, upper) = Pair("range", range);
        if (order is not { Keys: [{ Descending: false }] }) throw MongoError.Location(5339902, "Range-based bounds require a sortBy a single field, ascending");
        return new RangeBounds(Distance(lower), Distance(upper), unit.IsMissing ? null : Dates.UnitOf("$setWindowFields", unit));
    }

    private static (BsonValue Lower, BsonValue Upper) Pair(string name, BsonValue bounds)
    {
        if (bounds.Type != BsonType.Array || bounds.AsArray.Count != 2) throw MongoError.FailedToParse($"Window bounds must be a 2-element array: {name}: {bounds}");
        BsonValue lower = bounds.AsArray[0], upper = bounds.AsArray[1];
        if (!IsUnbounded(lower) && !IsUnbounded(upper) && BsonComparer.Instance.Compare(Distance(lower)!.Value, Distance(upper)!.Value) > 0)
            throw MongoError.Location(5339900, $"Lower bound must not exceed upper bound: {bounds}");
        return (lower, upper);
    }

    private static bool IsUnbounded(BsonValue bound) => bound.Type == BsonType.String && bound.AsString == "unbounded";

    // 0 for "current", null for "unbounded".
    private static BsonValue? Distance(BsonValue bound)
    {
        if (IsUnbounded(bound)) return null;
        if (bound.Type == BsonType.String && bound.AsString == "current") return 0;
        return bound.IsNumber ? bound : throw MongoError.FailedToParse($"Window bounds must be 'unbounded', 'current', or a number, got {bound}");
    }

    private static int? Position(BsonValue bound) => Distance(bound) is not { } distance ? null
        : Numbers.TryInt32(distance, out var position) ? position
        : throw MongoError.FailedToParse($"Numeric document-based bounds must be an integer, got {bound}");

    /// <summary>So many documents before and after.</summary>
    private sealed class DocumentBounds(int? lower, int? upper) : WindowBounds
    {
        public override (int Start, int End) Around(int index, WindowPartition partition)
        {
            var count = partition.Documents.Count;
            var start = lower is null ? 0 : (int)Math.Clamp((long)index + lower.Value, 0, count);
            var end = upper is null ? count : (int)Math.Clamp((long)index + upper.Value + 1, 0, count);
            return (start, Math.Max(start, end));
        }
    }

    /// <summary>All documents whose sort key is so near: documents with the same key are in the same windows.</summary>
    private sealed class RangeBounds(BsonValue? lower, BsonValue? upper, DateUnit? unit) : WindowBounds
    {
        public override (int Start, int End) Around(int index, WindowPartition partition)
        {
            var key = partition.KeyOf(index);
            var start = lower is null ? 0 : FirstFrom(Shift(key, lower.Value), orAfter: false, partition);
            var end = upper is null ? partition.Documents.Count : FirstFrom(Shift(key, upper.Value), orAfter: true, partition);
            return (start, Math.Max(start, end));
        }

        // By halving: the first document whose key is not less than the value, or greater than it.
        private static int FirstFrom(BsonValue value, bool orAfter, WindowPartition partition)
        {
            int low = 0, high = partition.Documents.Count;
            while (low < high)
            {
                var middle = (low + high) / 2;
                var order = BsonComparer.Instance.Compare(partition.KeyOf(middle), value);
                if (order < 0 || orAfter && order == 0) low = middle + 1;
                else high = middle;
            }

            return low;
        }

        private BsonValue Shift(BsonValue key, BsonValue distance)
        {
            if (unit is null)
                return key.IsNumber ? Numbers.Add(key, distance) : throw MongoError.Location(5429414, $"Invalid range: Expected the sortBy field to be a number, but it was {key.Type.Alias()}");
            if (key.Type != BsonType.DateTime) throw MongoError.Location(5429513, $"Invalid range: Expected the sortBy field to be a Date, but it was {key.Type.Alias()}");
            return Numbers.TryInt64(distance, out var amount)
                ? BsonValue.FromDateTime(DateArithmeticOperators.Add(key.AsDateTimeMs, unit.Value, amount, DateZone.Utc))
                : throw MongoError.FailedToParse($"With 'unit', range-based bounds must be an integer, got {distance}");
        }
    }
}
