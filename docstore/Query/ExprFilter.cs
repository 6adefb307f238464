using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Query;

/// <summary><c>$expr</c>: an aggregation expression that gives a true value.</summary>
internal sealed class ExprFilter(Expression expression, BsonValue specification) : Filter
{
    /// <summary>The expression.</summary>
    public Expression Expression => expression;

    public override bool Matches(BsonDocument document, MatchPosition? position = null) => expression.Evaluate(document, new Variables()).IsTruthy;

    public override BsonDocument ToDocument() => new() { { "$expr", specification } };
}
