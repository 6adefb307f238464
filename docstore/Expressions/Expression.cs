using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>An aggregation expression: <c>"$price"</c>, <c>{$multiply: ["$price", "$count"]}</c>, a literal, or a document or array of expressions.</summary>
/// <remarks>Parsed once, evaluated for each document. A parsed expression holds no state and may be shared by threads; <see cref="Variables"/> may not.</remarks>
internal abstract class Expression
{
    /// <summary>Whether the value is the same for each document.</summary>
    public virtual bool IsConstant => false;

    /// <exception cref="MongoError">168: an operator that is not known; others: wrong arguments, paths or variables.</exception>
    public static Expression Parse(BsonValue spec, QueryScope scope) => new ExpressionParser(scope).Parse(spec);

    /// <summary>The value for this document: <see cref="BsonValue.Missing"/> where a path leads nowhere.</summary>
    /// <param name="root">What <c>$$ROOT</c> and the field paths refer to.</param>
    /// <param name="variables">A <c>new Variables()</c>; one may serve many documents, one after another.</param>
    /// <exception cref="MongoError">An operator does not take such a value, or the result overflows.</exception>
    public abstract BsonValue Evaluate(BsonDocument root, Variables variables);

    /// <summary>Evaluates the expressions of a command's <c>let</c>, which may refer to no field. The result is what <see cref="QueryScope.Let"/> expects.</summary>
    public static BsonDocument EvaluateLet(BsonDocument let, QueryScope scope) => EvaluateLet(let, [], scope);

    /// <summary>The same where the expressions may refer to the fields of a document, as in $lookup and $merge.</summary>
    internal static BsonDocument EvaluateLet(BsonDocument let, BsonDocument root, QueryScope scope)
    {
        var values = new BsonDocument();
        foreach (var (name, value) in let)
        {
            VariableNames.Check(name);
            values.Add(name, VariableNames.Keep(Parse(value, scope).Evaluate(root, new Variables())));
        }

        return values;
    }
}
