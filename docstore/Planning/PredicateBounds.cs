using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Planning;

/// <summary>
/// Turns a condition on a field into the values of an index that can satisfy it.
/// A comparison sees values of its own type only ("type bracketing"), so <c>{ $gt: 5 }</c> ends at the largest number.
/// </summary>
internal static class PredicateBounds
{
    private static readonly BsonValue EmptyText = "";
    private static readonly BsonValue EmptyDocument = new BsonDocument();
    private static readonly BsonValue EmptyArray = new BsonArray();

    /// <summary>The bounds, or null where an index is of no use.</summary>
    public static FieldBounds? Of(Predicate predicate) => predicate switch
    {
        Comparison comparison => Of(comparison),
        InPredicate any => AnyOf([.. any.Values.Select(Equal), .. any.Patterns.Select(Of)]),
        NotInPredicate { Negated: InPredicate { Patterns: [], Values: var values } } when values.All(IsPlain) => FieldBounds.Union(values.Select(Interval.Point), false).Complement(),
        ExistsPredicate { Exists: true } => FieldBounds.All,
        ExistsPredicate { Exists: false } => FieldBounds.Of(Interval.Point(BsonValue.Null), false),
        RegexPredicate regex => Of(regex),
        AllPredicate { Parts: [Comparison or RegexPredicate, ..] } all => Of(all.Parts[0])! with { IsExact = false },
        _ => null,
    };

    /// <summary>Whether a document without the field can satisfy the condition: a sparse index doesn't have those.</summary>
    public static bool AcceptsMissing(Predicate predicate) => predicate switch
    {
        Comparison { Operator: ComparisonOperator.Ne } => true,
        Comparison { Value: var value } => value.IsNullish || value.Type is BsonType.MinKey or BsonType.MaxKey,
        InPredicate { Values: var values } => values.Any(value => value.IsNullish),
        AllPredicate { Parts: var parts } => parts.All(AcceptsMissing),
        ExistsPredicate { Exists: true } or RegexPredicate => false,
        ElemMatchPredicate or SizePredicate or ModPredicate or TypePredicate => false,
        _ => true,
    };

    private static FieldBounds? Of(Comparison comparison)
    {
        var value = comparison.Value;
        if (comparison.Operator == ComparisonOperator.Eq)
            return Equal(value);
        if (comparison.Operator == ComparisonOperator.Ne)
            return IsPlain(value) ? FieldBounds.Of(Interval.Point(value), false).Complement() : null;
        if (value.IsNullish)
            return comparison.Operator is ComparisonOperator.Lte or ComparisonOperator.Gte ? Equal(value) : new([], true);
        if (value.Type == BsonType.Double && double.IsNaN(value.AsDouble))
            return comparison.Operator is ComparisonOperator.Lte or ComparisonOperator.Gte ? Equal(value) : new([], true);
        if (Bracket(value) is not { } bracket)
            return FieldBounds.All;
        var exact = value.Type is not BsonType.Document;
        return comparison.Operator switch
        {
            ComparisonOperator.Gt => FieldBounds.Of(new(value, false, bracket.End, bracket.WithEnd), exact),
            ComparisonOperator.Gte => FieldBounds.Of(new(value, true, bracket.End, bracket.WithEnd), exact),
            ComparisonOperator.Lt => FieldBounds.Of(new(bracket.Start, bracket.WithStart, value, false), exact),
            ComparisonOperator.Lte => FieldBounds.Of(new(bracket.Start, bracket.WithStart, value, true), exact),
            _ => null,
        };
    }

    private static FieldBounds AnyOf(FieldBounds[] each) => FieldBounds.Union(each.SelectMany(one => one.Intervals), each.All(one => one.IsExact));

    /// <summary>Null is also the key of what is missing, and an array's elements have keys of their own: those bounds need a second look.</summary>
    private static FieldBounds Equal(BsonValue value) => value.Type switch
    {
        BsonType.Null or BsonType.Undefined => FieldBounds.Union([Interval.Point(BsonValue.Undefined), Interval.Point(BsonValue.Null)], false),
        BsonType.Array => FieldBounds.Union([Interval.Point(value), Interval.Point(value.AsArray.Count == 0 ? BsonValue.Undefined : value.AsArray[0])], false),
        _ => FieldBounds.Of(Interval.Point(value), true),
    };

    private static FieldBounds Of(RegexPredicate regex)
    {
        var itself = Interval.Point(BsonValue.FromRegex(regex.Regex));
        var texts = regex.LiteralPrefix is { Length: > 0 } prefix
            ? new Interval(prefix, true, Successor(prefix), false)
            : new(EmptyText, true, EmptyDocument, false);
        return FieldBounds.Union([texts, itself], false);
    }

    /// <summary>The least string after all that begin with the prefix, in the order of UTF-8 bytes.</summary>
    private static BsonValue Successor(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0)
        {
            var next = runes[^1].Value + 1;
            if (next == 0xD800)
                next = 0xE000;
            if (next <= 0x10FFFF)
            {
                runes[^1] = new(next);
                return string.Concat(runes);
            }

            runes.RemoveAt(runes.Count - 1);
        }

        return EmptyDocument;
    }

    private static bool IsPlain(BsonValue value) => !value.IsNullish && value.Type is not (BsonType.Array or BsonType.Regex);

    /// <summary>All values that are compared with this one; null where they are not one stretch.</summary>
    private static Interval? Bracket(BsonValue value) => value.Type switch
    {
        _ when value.IsNumber => new(double.NegativeInfinity, true, double.PositiveInfinity, true),
        BsonType.String or BsonType.Symbol => new(EmptyText, true, EmptyDocument, false),
        BsonType.Document => new(EmptyDocument, true, EmptyArray, false),
        BsonType.ObjectId => new(ObjectId.Parse(new string('0', 24)), true, ObjectId.Parse(new string('f', 24)), true),
        BsonType.Boolean => new(BsonValue.False, true, BsonValue.True, true),
        BsonType.DateTime => new(BsonValue.FromDateTime(long.MinValue), true, BsonValue.FromDateTime(long.MaxValue), true),
        BsonType.Timestamp => new(BsonValue.FromTimestamp(0), true, BsonValue.FromTimestamp(ulong.MaxValue), true),
        _ => null,
    };
}
