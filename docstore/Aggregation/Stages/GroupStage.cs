using System.Runtime.InteropServices;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$group: {_id: "$town", total: {$sum: "$price"}}}</c>: one document for each value of <c>_id</c>, in the order in which the values first appear. A missing <c>_id</c> groups with null.</summary>
/// <remarks>A hash table from key to accumulators. Keys and inputs are read from the document's bytes; nothing is allocated for a document whose group is known.</remarks>
internal sealed class GroupStage(Expression key, (string Field, AccumulatorUse Use)[] fields) : Stage
{
    public override string Name => "$group";

    public static GroupStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.Location(15947, "a group's fields must be specified in an object");
        Expression? key = null;
        var fields = new List<(string, AccumulatorUse)>();
        foreach (var (field, value) in spec.AsDocument)
        {
            if (field == "_id") key = key is null ? Expression.Parse(value, scope) : throw MongoError.Location(15948, "a group's _id may only be specified once");
            else fields.Add((field, Accumulators.ParseField(field, value, scope)));
        }

        return new(key ?? throw MongoError.Location(15955, "a group specification must include an _id"), [.. fields]);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        foreach (var (id, accumulators) in Collect(input))
        {
            var result = new BsonDocument(fields.Length + 1) { { "_id", id } };
            for (var i = 0; i < fields.Length; i++) result.Add(fields[i].Field, accumulators[i].Result);
            yield return result;
        }
    }

    private Dictionary<BsonValue, Accumulator[]> Collect(IEnumerable<BsonDocument> input)
    {
        var groups = new Dictionary<BsonValue, Accumulator[]>(BsonComparer.Instance);
        var variables = new Variables();
        foreach (var document in input)
        {
            var id = key.Evaluate(document, variables);
            if (id.IsNullish) id = BsonValue.Null;
            ref var accumulators = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, id, out _);
            accumulators ??= Array.ConvertAll(fields, field => field.Use.Create(id));
            for (var i = 0; i < fields.Length; i++) accumulators[i].Add(fields[i].Use.Input.Evaluate(document, variables));
        }

        return groups;
    }
}
