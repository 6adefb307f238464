using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning.Stages;

namespace StorageCourse.Docstore.Planning;

/// <summary>
/// The values of one indexed field that can lead to a match: intervals in rising order that don't touch.
/// <paramref name="IsExact"/> says that every key within them is a match, so the condition need not be looked at again.
/// </summary>
internal sealed record FieldBounds(IReadOnlyList<Interval> Intervals, bool IsExact)
{
    /// <summary>No restriction.</summary>
    public static readonly FieldBounds All = new([Interval.All], false);

    /// <summary>Whether there is no restriction.</summary>
    public bool IsAll => Intervals is [{ IsAll: true }];

    /// <summary>Whether single values alone are wanted.</summary>
    public bool IsPoints => Intervals.All(interval => interval.IsPoint);

    /// <summary>One stretch.</summary>
    public static FieldBounds Of(Interval interval, bool exact) => new([interval], exact);

    /// <summary>What lies in any of these stretches.</summary>
    public static FieldBounds Union(IEnumerable<Interval> intervals, bool exact)
    {
        var merged = new List<Interval>();
        foreach (var interval in intervals.Order(ByStart))
        {
            if (merged.Count == 0 || !Touch(merged[^1], interval))
            {
                merged.Add(interval);
                continue;
            }

            var last = merged[^1];
            var compared = BsonComparer.Instance.Compare(last.End, interval.End);
            if (compared < 0)
                merged[^1] = last with { End = interval.End, WithEnd = interval.WithEnd };
            else if (compared == 0)
                merged[^1] = last with { WithEnd = last.WithEnd || interval.WithEnd };
        }

        return new(merged, exact);
    }

    /// <summary>What lies in both.</summary>
    public FieldBounds And(FieldBounds other)
    {
        var common = new List<Interval>();
        foreach (var left in Intervals)
        {
            foreach (var right in other.Intervals)
            {
                if (Common(left, right) is { } both)
                    common.Add(both);
            }
        }

        return new(common, IsExact && other.IsExact);
    }

    /// <summary>What lies in neither interval: for $ne and $nin. Never exact, for a document may have other values in the same array.</summary>
    public FieldBounds Complement()
    {
        var outside = new List<Interval>();
        var (start, with) = (BsonValue.MinKey, true);
        foreach (var interval in Intervals)
        {
            if (Proper(new(start, with, interval.Start, !interval.WithStart)) is { } gap)
                outside.Add(gap);
            (start, with) = (interval.End, !interval.WithEnd);
        }

        if (Proper(new(start, with, BsonValue.MaxKey, true)) is { } last)
            outside.Add(last);
        return new(outside, false);
    }

    private static readonly Comparer<Interval> ByStart = Comparer<Interval>.Create((left, right) =>
    {
        var compared = BsonComparer.Instance.Compare(left.Start, right.Start);
        return compared != 0 ? compared : right.WithStart.CompareTo(left.WithStart);
    });

    private static bool Touch(Interval left, Interval right)
    {
        var compared = BsonComparer.Instance.Compare(left.End, right.Start);
        return compared > 0 || (compared == 0 && (left.WithEnd || right.WithStart));
    }

    private static Interval? Common(Interval left, Interval right)
    {
        var start = BsonComparer.Instance.Compare(left.Start, right.Start);
        var end = BsonComparer.Instance.Compare(left.End, right.End);
        return Proper(new(
            start >= 0 ? left.Start : right.Start,
            start > 0 ? left.WithStart : start < 0 ? right.WithStart : left.WithStart && right.WithStart,
            end <= 0 ? left.End : right.End,
            end < 0 ? left.WithEnd : end > 0 ? right.WithEnd : left.WithEnd && right.WithEnd));
    }

    private static Interval? Proper(Interval interval)
    {
        var compared = BsonComparer.Instance.Compare(interval.Start, interval.End);
        return compared < 0 || (compared == 0 && interval is { WithStart: true, WithEnd: true }) ? interval : null;
    }
}
