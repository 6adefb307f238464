using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$replaceRoot: {newRoot: expression}}</c>, in short <c>{$replaceWith: expression}</c>: the expression's document in place of the whole.</summary>
internal sealed class ReplaceRootStage(string name, Expression newRoot) : Stage
{
    public override string Name => name;

    public static ReplaceRootStage ParseReplaceRoot(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(40229, $"expected an object as specification for $replaceRoot stage, got {spec.Type.Alias()}");
        foreach (var (field, _) in spec.AsDocument)
        {
            if (field != "newRoot") throw MongoError.Location(40415, $"BSON field '$replaceRoot.{field}' is an unknown field.");
        }

        return spec.AsDocument.TryGetValue("newRoot", out var expression)
            ? new("$replaceRoot", Expression.Parse(expression, scope))
            : throw MongoError.Location(40414, "BSON field '$replaceRoot.newRoot' is missing but a required field");
    }

    public static ReplaceRootStage ParseReplaceWith(BsonValue spec, QueryScope scope) => new("$replaceWith", Expression.Parse(spec, scope));

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var variables = new Variables();
        foreach (var document in input)
        {
            var value = newRoot.Evaluate(document, variables);
            yield return value.Type == BsonType.Document
                ? value.AsDocument
                : throw MongoError.Location(40228, $"'newRoot' expression must evaluate to an object, but resulting value was: {value}. Type of resulting value: '{value.Type.Alias()}'. Input document: {document}");
        }
    }
}
