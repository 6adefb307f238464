using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>A stretch of values of one field, from <paramref name="Start"/> to <paramref name="End"/> in the direction in which it is gone through.</summary>
internal readonly record struct Interval(BsonValue Start, bool WithStart, BsonValue End, bool WithEnd)
{
    /// <summary>All values.</summary>
    public static readonly Interval All = new(BsonValue.MinKey, true, BsonValue.MaxKey, true);

    /// <summary>One value.</summary>
    public static Interval Point(BsonValue value) => new(value, true, value, true);

    /// <summary>Whether it holds one value only.</summary>
    public bool IsPoint => WithStart && WithEnd && BsonComparer.Instance.Compare(Start, End) == 0;

    /// <summary>Whether it holds all values.</summary>
    public bool IsAll => WithStart && WithEnd
        && (Start.Type, End.Type) is (BsonType.MinKey, BsonType.MaxKey) or (BsonType.MaxKey, BsonType.MinKey);

    /// <summary>The same stretch gone through from its end.</summary>
    public Interval Reversed() => new(End, WithEnd, Start, WithStart);

    /// <summary>As explain writes it: <c>[5, 10)</c>.</summary>
    public override string ToString() => $"{(WithStart ? '[' : '(')}{KeyText.Of(Start)}, {KeyText.Of(End)}{(WithEnd ? ']' : ')')}";
}
