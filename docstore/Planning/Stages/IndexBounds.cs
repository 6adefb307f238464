using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>Where a scan goes through an index: for each field the intervals, in the order of the scan.</summary>
internal sealed class IndexBounds
{
    private readonly IndexOrder order;
    private readonly Interval[][] fields;

    /// <summary>Orients the bounds of an index's fields.</summary>
    /// <param name="order">The order of the index.</param>
    /// <param name="bounds">For each field, in rising order of values.</param>
    /// <param name="backward">Whether the index is gone through from its end.</param>
    public IndexBounds(IndexOrder order, IEnumerable<IReadOnlyList<Interval>> bounds, bool backward)
    {
        this.order = order;
        IsBackward = backward;
        fields = [.. bounds.Select((field, at) => order.IsDescending(at) == backward
            ? field.ToArray()
            : [.. field.Reverse().Select(interval => interval.Reversed())])];
    }

    /// <summary>Whether the index is gone through from its end.</summary>
    public bool IsBackward { get; }

    /// <summary>Whether nothing can lie within.</summary>
    public bool IsEmpty => fields.Any(intervals => intervals.Length == 0);

    /// <summary>Whether the keys within lie side by side: equality on the first fields, then one interval, then everything.</summary>
    public bool IsOneStretch
    {
        get
        {
            var points = fields.TakeWhile(intervals => intervals is [{ IsPoint: true }]).Count();
            return (points == fields.Length || fields[points].Length == 1) && fields.Skip(points + 1).All(rest => rest is [{ IsAll: true }]);
        }
    }

    /// <summary>As explain writes them.</summary>
    public BsonDocument ToDocument(string[] names)
    {
        var document = new BsonDocument();
        for (var field = 0; field < fields.Length; field++)
        {
            var texts = new BsonArray();
            foreach (var interval in fields[field])
                texts.Add(interval.ToString());
            document.Add(names[field], texts);
        }

        return document;
    }

    /// <summary>The place where a scan begins.</summary>
    public Seek First() => StartOf(0, []);

    /// <summary>Whether an entry lies within. Where not, <paramref name="next"/> is the nearest place that can have one.</summary>
    public Verdict Check(in IndexEntry entry, out Seek next)
    {
        next = default;
        for (var field = 0; field < fields.Length; field++)
        {
            var value = entry[field];
            var at = Find(field, value, out var within);
            if (within)
                continue;
            if (at < fields[field].Length)
            {
                next = StartOf(field, Prefix(entry, field), at);
                return Verdict.Seek;
            }

            if (field == 0)
                return Verdict.Done;
            next = new(Prefix(entry, field), PastEqual: true);
            return Verdict.Seek;
        }

        return Verdict.Within;
    }

    /// <summary>How many entries of a tree lie within, counted by the tree without reading them: an upper limit where later fields are restricted after a range.</summary>
    public long Count(BPlusTree tree)
    {
        var budget = 256;
        return IsEmpty ? 0 : Count(tree, 0, [], ref budget);
    }

    /// <summary>What <see cref="Check"/> found.</summary>
    public enum Verdict
    {
        /// <summary>It lies within.</summary>
        Within,

        /// <summary>It lies outside; more may come.</summary>
        Seek,

        /// <summary>It lies outside, and so does all that follows.</summary>
        Done,
    }

    /// <summary>A place to go on from: the first values of a key, and whether entries that begin with them are to be passed over.</summary>
    public readonly record struct Seek(BsonValue[] Values, bool PastEqual);

    private static BsonValue[] Prefix(in IndexEntry entry, int fields)
    {
        var prefix = new BsonValue[fields];
        for (var field = 0; field < fields; field++)
            prefix[field] = entry[field];
        return prefix;
    }

    private Seek StartOf(int field, BsonValue[] prefix, int interval = 0)
    {
        var values = new List<BsonValue>(prefix);
        for (; field < fields.Length; field++, interval = 0)
        {
            var start = fields[field][interval];
            values.Add(start.Start);
            if (!start.WithStart)
                return new([.. values], PastEqual: true);
        }

        return new([.. values], PastEqual: false);
    }

    /// <summary>The interval that holds the value, or the first that lies after it.</summary>
    private int Find(int field, in BsonValue value, out bool within)
    {
        var intervals = fields[field];
        int low = 0, high = intervals.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            var end = InScanOrder(field, value, intervals[middle].End);
            if (end > 0 || (end == 0 && !intervals[middle].WithEnd))
                low = middle + 1;
            else
                high = middle;
        }

        within = false;
        if (low < intervals.Length)
        {
            var start = InScanOrder(field, value, intervals[low].Start);
            within = start > 0 || (start == 0 && intervals[low].WithStart);
        }

        return low;
    }

    private int InScanOrder(int field, in BsonValue left, in BsonValue right)
    {
        var compared = order.Compare(field, left, right);
        return IsBackward ? -compared : compared;
    }

    private long Count(BPlusTree tree, int field, BsonValue[] prefix, ref int budget)
    {
        long count = 0;
        foreach (var interval in fields[field])
        {
            if (interval.IsPoint && field + 1 < fields.Length && fields[field + 1] is not [{ IsAll: true }] && budget-- > 0)
            {
                count += Count(tree, field + 1, [.. prefix, interval.Start], ref budget);
                continue;
            }

            var (from, to) = IsBackward ? (interval.Reversed().Start, interval.Reversed().End) : (interval.Start, interval.End);
            var (withFrom, withTo) = IsBackward ? (interval.WithEnd, interval.WithStart) : (interval.WithStart, interval.WithEnd);
            count += Math.Max(0, tree.Rank([.. prefix, to], after: withTo) - tree.Rank([.. prefix, from], after: !withFrom));
        }

        return count;
    }
}
