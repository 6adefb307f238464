using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary>All operators of the query language: those of fields, those of whole queries, and those that docstore has not.</summary>
internal static class QueryOperators
{
    /// <summary>Reads the argument of a field's operator.</summary>
    /// <param name="parser">Has the scope, and reads what is nested.</param>
    /// <param name="argument">What stands behind the operator.</param>
    /// <param name="siblings">The operators beside it.</param>
    /// <param name="field">The field's path, for messages.</param>
    internal delegate Predicate FieldOperator(FilterParser parser, BsonValue argument, BsonDocument siblings, string field);

    /// <summary>Reads the argument of an operator that stands where a field could.</summary>
    internal delegate Filter QueryOperator(FilterParser parser, BsonValue argument);

    /// <summary>What may stand behind a field.</summary>
    public static IReadOnlyDictionary<string, FieldOperator> OfFields { get; } = new Dictionary<string, FieldOperator>
    {
        ["$eq"] = (_, argument, _, _) => PredicateParsers.Compare(ComparisonOperator.Eq, argument),
        ["$ne"] = (_, argument, _, field) => PredicateParsers.NotEqual(argument, field),
        ["$gt"] = (_, argument, _, field) => PredicateParsers.Ordered(ComparisonOperator.Gt, argument, field),
        ["$gte"] = (_, argument, _, field) => PredicateParsers.Ordered(ComparisonOperator.Gte, argument, field),
        ["$lt"] = (_, argument, _, field) => PredicateParsers.Ordered(ComparisonOperator.Lt, argument, field),
        ["$lte"] = (_, argument, _, field) => PredicateParsers.Ordered(ComparisonOperator.Lte, argument, field),
        ["$in"] = (_, argument, _, _) => PredicateParsers.In(argument, "$in"),
        ["$nin"] = (_, argument, _, _) => new NotInPredicate(PredicateParsers.In(argument, "$nin")),
        ["$not"] = PredicateParsers.Not,
        ["$exists"] = (_, argument, _, _) => new ExistsPredicate(argument.IsTruthy),
        ["$type"] = (_, argument, _, _) => new TypePredicate(TypeSet.Parse(argument, "$type")),
        ["$regex"] = (_, argument, siblings, _) => PredicateParsers.Regex(argument, siblings["$options"]),
        ["$mod"] = (_, argument, _, _) => PredicateParsers.Mod(argument),
        ["$all"] = PredicateParsers.All,
        ["$elemMatch"] = PredicateParsers.ElemMatch,
        ["$size"] = (_, argument, _, _) => PredicateParsers.Size(argument),
        ["$bitsAllSet"] = (_, argument, _, _) => PredicateParsers.Bits(BitTest.AllSet, argument, "$bitsAllSet"),
        ["$bitsAllClear"] = (_, argument, _, _) => PredicateParsers.Bits(BitTest.AllClear, argument, "$bitsAllClear"),
        ["$bitsAnySet"] = (_, argument, _, _) => PredicateParsers.Bits(BitTest.AnySet, argument, "$bitsAnySet"),
        ["$bitsAnyClear"] = (_, argument, _, _) => PredicateParsers.Bits(BitTest.AnyClear, argument, "$bitsAnyClear"),
    };

    /// <summary>What may stand where a field could.</summary>
    public static IReadOnlyDictionary<string, QueryOperator> OfQueries { get; } = new Dictionary<string, QueryOperator>
    {
        ["$and"] = (parser, argument) => parser.And(argument),
        ["$or"] = (parser, argument) => parser.Or(argument),
        ["$nor"] = (parser, argument) => new NorFilter(parser.Parts("$nor", argument)),
        ["$expr"] = (parser, argument) => parser.Expr(argument),
        ["$jsonSchema"] = (_, argument) => JsonSchemaFilter.Parse(argument),
        ["$comment"] = (_, _) => new AlwaysFilter(true),
        ["$sampleRate"] = (_, argument) => FilterParser.Sample(argument),
        ["$alwaysTrue"] = (_, argument) => FilterParser.Always("$alwaysTrue", argument, true),
        ["$alwaysFalse"] = (_, argument) => FilterParser.Always("$alwaysFalse", argument, false),
    };

    /// <summary>What MongoDB has and docstore has not, and why.</summary>
    public static IReadOnlyDictionary<string, string> Refused { get; } = new Dictionary<string, string>
    {
        ["$where"] = "it runs no JavaScript; say it with $expr",
        ["$text"] = "it has no text indexes; search with $regex",
        ["$near"] = "it has no geospatial indexes",
        ["$nearSphere"] = "it has no geospatial indexes",
        ["$geoWithin"] = "it has no geospatial operators",
        ["$geoIntersects"] = "it has no geospatial operators",
        ["$within"] = "it has no geospatial operators",
        ["$geoNear"] = "it has no geospatial operators",
    };
}
