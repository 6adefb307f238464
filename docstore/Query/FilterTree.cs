using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary>Matches everything (the empty query) or nothing.</summary>
internal sealed class AlwaysFilter(bool value) : Filter
{
    /// <summary>Whether it matches.</summary>
    public bool Value => value;

    public override bool Matches(BsonDocument document, MatchPosition? position = null) => value;

    public override BsonDocument ToDocument() => value ? [] : new BsonDocument { { "$alwaysFalse", 1 } };
}

/// <summary>Several queries as one.</summary>
internal abstract class CompoundFilter(IReadOnlyList<Filter> parts) : Filter
{
    private readonly Filter[] parts = [.. parts];

    /// <summary>The queries that it is made of, at least one.</summary>
    public IReadOnlyList<Filter> Parts => parts;

    // The array itself, for the loop over documents.
    protected Filter[] All => parts;

    protected abstract string Name { get; }

    public override BsonDocument ToDocument() =>
        new() { { Name, new BsonArray(parts.Select(part => (BsonValue)part.ToDocument())) } };
}

/// <summary>All parts have to match.</summary>
internal sealed class AndFilter(IReadOnlyList<Filter> parts) : CompoundFilter(parts)
{
    protected override string Name => "$and";

    public override bool Matches(BsonDocument document, MatchPosition? position = null)
    {
        foreach (var part in All)
        {
            if (part.Matches(document, position))
                continue;
            position?.Index = null;
            return false;
        }

        return true;
    }
}

/// <summary>One part at least has to match.</summary>
internal sealed class OrFilter(IReadOnlyList<Filter> parts) : CompoundFilter(parts)
{
    protected override string Name => "$or";

    public override bool Matches(BsonDocument document, MatchPosition? position = null)
    {
        foreach (var part in All)
        {
            if (part.Matches(document, position))
                return true;
        }

        return false;
    }
}

/// <summary>No part may match.</summary>
internal sealed class NorFilter(IReadOnlyList<Filter> parts) : CompoundFilter(parts)
{
    protected override string Name => "$nor";

    public override bool Matches(BsonDocument document, MatchPosition? position = null)
    {
        foreach (var part in All)
        {
            if (part.Matches(document))
                return false;
        }

        return true;
    }
}

/// <summary>What is at a path has to satisfy a predicate.</summary>
internal sealed class FieldFilter(FieldPath path, Predicate predicate) : Filter
{
    /// <summary>Where to look.</summary>
    public FieldPath Path => path;

    /// <summary>What has to hold there.</summary>
    public Predicate Predicate => predicate;

    public override bool Matches(BsonDocument document, MatchPosition? position = null) => predicate.Matches(document, path, position);

    public override BsonDocument ToDocument() => new() { { path.Text, predicate.ToSpecification() } };
}

/// <summary>A share of the documents, drawn by chance: <c>$sampleRate</c>.</summary>
internal sealed class SampleFilter(double rate) : Filter
{
    public override bool Matches(BsonDocument document, MatchPosition? position = null) => Random.Shared.NextDouble() < rate;

    public override BsonDocument ToDocument() => new() { { "$sampleRate", rate } };
}
