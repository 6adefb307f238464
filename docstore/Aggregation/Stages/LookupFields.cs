using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>The equality of two fields, by which <c>$lookup</c> finds what belongs to a document.</summary>
internal sealed class LookupFields(FieldPath local, FieldPath foreign)
{
    /// <summary>The query for what belongs to this document. Of an array, each item counts; a missing field counts as null, which also finds documents without the foreign field.</summary>
    public Filter FilterFor(BsonDocument document)
    {
        var value = FieldPathExpression.Read(document, local, 0);
        Predicate predicate = value.Type == BsonType.Array
            ? new InPredicate([.. value.AsArray], [])
            : new Comparison(ComparisonOperator.Eq, value.IsNullish ? BsonValue.Null : value);
        return new FieldFilter(foreign, predicate);
    }
}
