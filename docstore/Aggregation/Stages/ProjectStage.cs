using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$project: {a: 1, total: {$add: …}}}</c> picks fields and computes new ones; <c>{a: 0}</c> leaves fields out.</summary>
internal sealed class ProjectStage(FieldTree fields) : Stage
{
    public override string Name => "$project";

    public static ProjectStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(15969, "$project specification must be an object");
        if (spec.AsDocument.Count == 0)
            throw MongoError.Location(51272, "Invalid $project :: caused by :: projection specification must have at least one field");
        var leaves = new List<(FieldPath Path, BsonValue Value)>();
        Flatten(spec.AsDocument, "", leaves);

        // The first leaf but _id says which of the two it is; an _id alone says it too.
        var deciding = leaves.Find(leaf => leaf.Path.Text != "_id");
        if (deciding.Path is null) deciding = leaves[0];
        var excludes = IsFlag(deciding.Value) && !deciding.Value.IsTruthy;

        var tree = new FieldTree(excludes ? Unnamed.Kept : Unnamed.Dropped);
        foreach (var (path, value) in leaves)
        {
            if (!IsFlag(value))
            {
                if (excludes) throw MongoError.Location(31252, $"Cannot use an expression {value} in an exclusion projection");
                tree.Compute(path, Expression.Parse(value, scope));
            }
            else if (path.Text == "_id")
            {
                if (value.IsTruthy && !excludes) tree.Keep(path);
                else if (!value.IsTruthy) tree.Drop(path);
            }
            else if (value.IsTruthy == excludes)
            {
                throw excludes
                    ? MongoError.Location(31253, $"Cannot do inclusion on field {path} in exclusion projection")
                    : MongoError.Location(31254, $"Cannot do exclusion on field {path} in inclusion projection");
            }
            else if (excludes) tree.Drop(path);
            else tree.Keep(path);
        }

        if (!excludes && !tree.Has("_id")) tree.Keep(FieldPath.Parse("_id"));
        return new(tree);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var variables = new Variables();
        foreach (var document in input) yield return fields.Apply(document, document, variables);
    }

    private static bool IsFlag(BsonValue value) => value.IsNumber || value.Type == BsonType.Boolean;

    // {a: {b: 1}} says the same as {"a.b": 1}; a document that begins with an operator is an expression.
    private static void Flatten(BsonDocument spec, string prefix, List<(FieldPath, BsonValue)> leaves)
    {
        foreach (var (name, value) in spec)
        {
            var path = FieldPath.ParseStrict(prefix + name);
            if (value.Type != BsonType.Document) leaves.Add((path, value));
            else if (value.AsDocument.Count == 0)
                throw MongoError.Location(51270, $"Invalid $project :: caused by :: An empty sub-projection is not a valid value. Found empty object at path {path}");
            else if (value.AsDocument[0].Name.StartsWith('$')) leaves.Add((path, value));
            else Flatten(value.AsDocument, path.Text + ".", leaves);
        }
    }
}
