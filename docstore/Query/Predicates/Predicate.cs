using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary>What a field operator asks of the values at a path.</summary>
internal abstract class Predicate
{
    /// <summary>Whether an array at the end of the path is searched element by element before it is taken as a whole.</summary>
    public virtual bool LooksIntoArrays => true;

    /// <summary>Whether this one value satisfies; Missing where the path leads nowhere. No array is searched.</summary>
    public abstract bool MatchesElement(in BsonValue value, MatchPosition? position);

    /// <summary>Whether what is at the path satisfies.</summary>
    public virtual bool Matches(BsonDocument document, FieldPath path, MatchPosition? position) => Paths.Any(document, path, this, position);

    /// <summary>What stands behind the field in the normal form: <c>{$gt: 5}</c>.</summary>
    public abstract BsonValue ToSpecification();
}

/// <summary>Holds where another predicate does not: for an array, where it holds for no element.</summary>
internal abstract class NegatedPredicate(Predicate negated) : Predicate
{
    /// <summary>What must not hold.</summary>
    public Predicate Negated => negated;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position) => !negated.MatchesElement(value, null);

    public override bool Matches(BsonDocument document, FieldPath path, MatchPosition? position) => !negated.Matches(document, path, null);
}

/// <summary><c>$not</c>, and what is not several predicates at once.</summary>
internal sealed class NotPredicate(Predicate negated) : NegatedPredicate(negated)
{
    public override BsonValue ToSpecification() => new BsonDocument { { "$not", Negated.ToSpecification() } };
}

/// <summary>Several predicates on one path, each satisfied by itself: by different elements of an array, it may be.</summary>
internal sealed class AllOfPredicate(IReadOnlyList<Predicate> parts) : Predicate
{
    /// <summary>What has to hold.</summary>
    public IReadOnlyList<Predicate> Parts => parts;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position)
    {
        foreach (var part in parts)
        {
            if (!part.MatchesElement(value, position))
                return false;
        }

        return true;
    }

    public override bool Matches(BsonDocument document, FieldPath path, MatchPosition? position)
    {
        foreach (var part in parts)
        {
            if (!part.Matches(document, path, position))
                return false;
        }

        return true;
    }

    public override BsonValue ToSpecification()
    {
        var all = new BsonDocument();
        foreach (var part in parts)
        {
            foreach (var element in part.ToSpecification().AsDocument)
                all.Add(element);
        }

        return all;
    }
}
