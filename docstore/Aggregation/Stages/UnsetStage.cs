using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$unset: ["a", "b.c"]}</c> leaves these fields out.</summary>
internal sealed class UnsetStage(FieldTree fields) : Stage
{
    public override string Name => "$unset";

    public static UnsetStage Parse(BsonValue spec)
    {
        var names = spec.Type switch
        {
            BsonType.String => [spec],
            BsonType.Array => spec.AsArray.ToArray(),
            _ => throw MongoError.Location(31002, "$unset specification must be a string or an array"),
        };
        if (names.Length == 0) throw MongoError.Location(31119, "$unset specification must be a string or an array with at least one field");
        var tree = new FieldTree(Unnamed.Kept);
        foreach (var name in names)
        {
            tree.Drop(name.Type == BsonType.String
                ? FieldPath.ParseStrict(name.AsString)
                : throw MongoError.Location(31120, "$unset specification must be a string or an array containing only string values"));
        }

        return new(tree);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var variables = new Variables();
        foreach (var document in input) yield return fields.Apply(document, document, variables);
    }
}
