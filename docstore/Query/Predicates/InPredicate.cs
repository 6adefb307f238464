using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary><c>$in</c>: equal to one of the values, or matching one of the regular expressions among them.</summary>
internal sealed class InPredicate : Predicate
{
    private const int FewValues = 6;
    private readonly BsonValue[] values;
    private readonly HashSet<BsonValue>? set;
    private readonly RegexPredicate[] patterns;
    private readonly bool hasNull;

    /// <param name="values">The values of the list, without the regular expressions.</param>
    /// <param name="patterns">The regular expressions of the list.</param>
    public InPredicate(IReadOnlyList<BsonValue> values, IReadOnlyList<RegexPredicate> patterns)
    {
        this.values = [.. values];
        this.patterns = [.. patterns];
        hasNull = values.Any(value => value.IsNull);
        set = this.values.Length > FewValues ? new(this.values, BsonComparer.Instance) : null;
    }

    /// <summary>The values, in the order of the query.</summary>
    public IReadOnlyList<BsonValue> Values => values;

    /// <summary>The regular expressions, in the order of the query.</summary>
    public IReadOnlyList<RegexPredicate> Patterns => patterns;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position)
    {
        if (value.IsMissing || value.Type == BsonType.Undefined)
            return hasNull;
        return Contains(value) || MatchesPattern(value);
    }

    private bool Contains(in BsonValue value)
    {
        if (set is not null)
            return set.Contains(value);
        foreach (var one in values)
        {
            if (BsonComparer.Instance.Compare(one, value) == 0)
                return true;
        }

        return false;
    }

    private bool MatchesPattern(in BsonValue value)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.MatchesElement(value, null))
                return true;
        }

        return false;
    }

    public override BsonValue ToSpecification() => new BsonDocument
    {
        { "$in", new BsonArray(values.Concat(patterns.Select(pattern => BsonValue.FromRegex(pattern.Regex)))) },
    };
}

/// <summary><c>$nin</c>: no value at the path is in the list.</summary>
internal sealed class NotInPredicate(InPredicate negated) : NegatedPredicate(negated)
{
    /// <summary>The values that must not occur.</summary>
    public IReadOnlyList<BsonValue> Values => negated.Values;

    public override BsonValue ToSpecification() => new BsonDocument { { "$not", Negated.ToSpecification() } };
}
