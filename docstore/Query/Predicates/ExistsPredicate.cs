using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary><c>$exists</c>: the path leads to a value, null among them; or it does not.</summary>
internal sealed class ExistsPredicate(bool exists) : Predicate
{
    private static readonly ExistsPredicate Existing = new(true);

    /// <summary>Which of the two.</summary>
    public bool Exists => exists;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position) => value.IsMissing != exists;

    public override bool Matches(BsonDocument document, FieldPath path, MatchPosition? position) =>
        exists ? Paths.Any(document, path, this, position) : !Paths.Any(document, path, Existing, null);

    public override BsonValue ToSpecification() => exists
        ? new BsonDocument { { "$exists", true } }
        : new BsonDocument { { "$not", new BsonDocument { { "$exists", true } } } };
}
