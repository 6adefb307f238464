using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Storage;

/// <summary>What a partialFilterExpression may be made of.</summary>
internal static class PartialFilters
{
    /// <summary>Refuses what mongod refuses: only $and, $or, $in, comparisons, $exists: true and $type are decided by the document alone and implied by queries.</summary>
    /// <exception cref="MongoError">CannotCreateIndex (67).</exception>
    public static void Check(Filter filter)
    {
        switch (filter)
        {
            case AlwaysFilter:
                break;
            case AndFilter and:
                foreach (var part in and.Parts)
                    Check(part);
                break;
            case OrFilter or:
                foreach (var part in or.Parts)
                    Check(part);
                break;
            case FieldFilter { Predicate: Comparison { Operator: not ComparisonOperator.Ne } or InPredicate or ExistsPredicate { Exists: true } or TypePredicate }:
                break;
            default:
                throw MongoError.CannotCreateIndex("Error in specification :: caused by :: unsupported expression in partial index: " + filter);
        }
    }
}
