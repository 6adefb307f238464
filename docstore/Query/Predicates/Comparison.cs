using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary>The comparison operators.</summary>
internal enum ComparisonOperator
{
    Eq,
    Lt,
    Lte,
    Gt,
    Gte,
    Ne,
}

/// <summary>Compares with a value. Only values of the same kind compare (all numbers are one kind); null equals missing and undefined.</summary>
internal sealed class Comparison : Predicate
{
    private readonly BsonValue value;
    private readonly int kind;
    private readonly bool isNaN;
    private Comparison? equal;

    /// <param name="comparison">The operator.</param>
    /// <param name="value">The right side; for a regular expression, one that is stored as a value.</param>
    public Comparison(ComparisonOperator comparison, BsonValue value)
    {
        Operator = comparison;
        this.value = value;
        kind = TypeBracket.Of(value.Type);
        isNaN = value.IsNaN;
    }

    /// <summary>The operator.</summary>
    public ComparisonOperator Operator { get; }

    /// <summary>The right side.</summary>
    public BsonValue Value => value;

    public override bool MatchesElement(in BsonValue candidate, MatchPosition? position) =>
        Operator == ComparisonOperator.Ne ? !Holds(ComparisonOperator.Eq, candidate) : Holds(Operator, candidate);

    /// <summary>$ne is no search for another value: it holds where no element is equal.</summary>
    public override bool Matches(BsonDocument document, FieldPath path, MatchPosition? position) =>
        Operator == ComparisonOperator.Ne
            ? !Paths.Any(document, path, equal ??= new(ComparisonOperator.Eq, value), null)
            : Paths.Any(document, path, this, position);

    private bool Holds(ComparisonOperator comparison, in BsonValue candidate)
    {
        if (TypeBracket.Of(candidate.Type) != kind)
            return AcrossKinds(comparison, candidate);
        if (isNaN || kind == TypeBracket.Number && candidate.IsNaN)
            return HoldsForEqual(comparison) && isNaN && candidate.IsNaN;
        var order = BsonComparer.Instance.Compare(candidate, value);
        return comparison switch
        {
            ComparisonOperator.Eq => order == 0,
            ComparisonOperator.Lt => order < 0,
            ComparisonOperator.Lte => order <= 0,
            ComparisonOperator.Gt => order > 0,
            _ => order >= 0,
        };
    }

    private bool AcrossKinds(ComparisonOperator comparison, in BsonValue candidate) => value.Type switch
    {
        BsonType.Null => candidate.IsNullish && HoldsForEqual(comparison),
        BsonType.MinKey => comparison is ComparisonOperator.Gt or ComparisonOperator.Gte,
        BsonType.MaxKey => comparison is ComparisonOperator.Lt or ComparisonOperator.Lte,
        _ => false,
    };

    private static bool HoldsForEqual(ComparisonOperator comparison) => comparison is ComparisonOperator.Eq or ComparisonOperator.Lte or ComparisonOperator.Gte;

    public override BsonValue ToSpecification() => Operator == ComparisonOperator.Ne
        ? new BsonDocument { { "$not", new BsonDocument { { "$eq", value } } } }
        : new BsonDocument { { NameOf(Operator), value } };

    /// <summary>"$eq", "$lt", …</summary>
    public static string NameOf(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Eq => "$eq",
        ComparisonOperator.Lt => "$lt",
        ComparisonOperator.Lte => "$lte",
        ComparisonOperator.Gt => "$gt",
        ComparisonOperator.Gte => "$gte",
        _ => "$ne",
    };
}
