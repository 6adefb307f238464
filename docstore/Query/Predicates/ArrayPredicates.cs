using System.Globalization;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary><c>$size</c>: an array of so many elements.</summary>
internal sealed class SizePredicate(long size) : Predicate
{
    /// <summary>The number of elements.</summary>
    public long Size => size;

    public override bool LooksIntoArrays => false;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position) => value.Type == BsonType.Array && value.AsArray.Count == size;

    public override BsonValue ToSpecification() => new BsonDocument { { "$size", size } };
}

/// <summary><c>$all</c>: every one of these is found at the path.</summary>
internal sealed class AllPredicate(IReadOnlyList<Predicate> parts, BsonArray specification) : Predicate
{
    /// <summary>What has to be found: comparisons for equality, regular expressions, or $elemMatch. None: nothing matches.</summary>
    public IReadOnlyList<Predicate> Parts => parts;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position)
    {
        foreach (var part in parts)
        {
            if (!part.MatchesElement(value, position))
                return false;
        }

        return parts.Count > 0;
    }

    public override bool Matches(BsonDocument document, FieldPath path, MatchPosition? position)
    {
        foreach (var part in parts)
        {
            if (!part.Matches(document, path, position))
                return false;
        }

        return parts.Count > 0;
    }

    public override BsonValue ToSpecification() => new BsonDocument { { "$all", specification } };
}

/// <summary><c>$elemMatch</c>: one element of an array satisfies it all: a query where elements are documents, or predicates on the value itself.</summary>
internal sealed class ElemMatchPredicate : Predicate
{
    /// <summary>The elements are documents that satisfy a query.</summary>
    public ElemMatchPredicate(Filter filter) => Filter = filter;

    /// <summary>The elements satisfy predicates.</summary>
    public ElemMatchPredicate(Predicate predicate) => Element = predicate;

    /// <summary>The query, if elements are to be documents.</summary>
    public Filter? Filter { get; }

    /// <summary>The predicate, if elements are taken as values.</summary>
    public Predicate? Element { get; }

    public override bool LooksIntoArrays => false;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position)
    {
        if (value.Type != BsonType.Array || IndexIn(value.AsArray) is not (>= 0 and var index))
            return false;
        position?.Index = index;
        return true;
    }

    /// <summary>The index of the first element that satisfies, or -1.</summary>
    public int IndexIn(BsonArray array)
    {
        var index = 0;
        foreach (var element in array)
        {
            if (Element is not null ? Element.MatchesElement(element, null) : MatchesDocument(element))
                return index;
            index++;
        }

        return -1;
    }

    // An array within the array is a document whose fields are named 0, 1, …
    private bool MatchesDocument(in BsonValue element) => element.Type switch
    {
        BsonType.Document => Filter!.Matches(element.AsDocument),
        BsonType.Array => Filter!.Matches(Numbered(element.AsArray)),
        _ => false,
    };

    private static BsonDocument Numbered(BsonArray array)
    {
        var document = new BsonDocument(array.Count);
        foreach (var element in array)
            document.Add(document.Count.ToString(CultureInfo.InvariantCulture), element);
        return document;
    }

    public override BsonValue ToSpecification() => new BsonDocument
    {
        { "$elemMatch", Filter is null ? Element!.ToSpecification() : Filter.ToDocument() },
    };
}
