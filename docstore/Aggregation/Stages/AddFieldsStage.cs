using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$addFields: {total: {$add: …}}}</c>, which <c>$set</c> is another name for: all fields stay, these are set.</summary>
internal sealed class AddFieldsStage(string name, FieldTree fields) : Stage
{
    public override string Name => name;

    public static AddFieldsStage Parse(string name, BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(40272, $"{name} specification stage must be an object, got {spec.Type.Alias()}");
        var tree = new FieldTree(Unnamed.Kept);
        Add(spec.AsDocument, "", tree, scope);
        return new(name, tree);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var variables = new Variables();
        foreach (var document in input) yield return fields.Apply(document, document, variables);
    }

    private static void Add(BsonDocument spec, string prefix, FieldTree tree, QueryScope scope)
    {
        foreach (var (field, value) in spec)
        {
            var path = FieldPath.ParseStrict(prefix + field);
            if (value.Type == BsonType.Document && value.AsDocument.Count > 0 && !value.AsDocument[0].Name.StartsWith('$')) Add(value.AsDocument, path.Text + ".", tree, scope);
            else tree.Compute(path, Expression.Parse(value, scope));
        }
    }
}
