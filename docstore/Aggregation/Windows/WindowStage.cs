using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$setWindowFields: {partitionBy: "$shop", sortBy: {day: 1}, output: {running: {$sum: "$sales", window: {documents: ["unbounded", "current"]}}}}}</c>:
/// every document stays, and gets fields that are computed over its neighbours.</summary>
internal sealed class WindowStage(Expression? partitionBy, SortOrder? order, (FieldPath Field, WindowFunction Function)[] outputs) : Stage
{
    public override string Name => "$setWindowFields";

    public static WindowStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.FailedToParse($"the $setWindowFields stage specification must be an object, found {spec.Type.Alias()}");
        Expression? partitionBy = null;
        SortOrder? order = null;
        BsonDocument? output = null;
        foreach (var (option, value) in spec.AsDocument)
        {
            switch (option)
            {
                case "partitionBy": partitionBy = Expression.Parse(value, scope); break;
                case "sortBy": order = value.Type == BsonType.Document ? SortOrder.Parse(value.AsDocument) : throw MongoError.TypeMismatch($"BSON field '$setWindowFields.sortBy' is the wrong type '{value.Type.Alias()}', expected type 'object'"); break;
                case "output": output = value.Type == BsonType.Document ? value.AsDocument : throw MongoError.TypeMismatch($"BSON field '$setWindowFields.output' is the wrong type '{value.Type.Alias()}', expected type 'object'"); break;
                default: throw MongoError.Location(40415, $"BSON field '$setWindowFields.{option}' is an unknown field.");
            }
        }

        if (output is null) throw MongoError.Location(40414, "BSON field '$setWindowFields.output' is missing but a required field");
        return new(partitionBy, order, [.. output.Select(field => (FieldPath.ParseStrict(field.Name), WindowFunctions.Parse(field.Value, order, scope)))]);
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        foreach (var documents in Partitions(input))
        {
            var partition = new WindowPartition(documents, order);
            var results = partition.Documents.ToArray();
            foreach (var (field, function) in outputs)
            {
                var values = function.Evaluate(partition);
                for (var i = 0; i < results.Length; i++) results[i] = FieldSetter.Set(results[i], field, values[i]);
            }

            foreach (var document in results) yield return document;
        }
    }

    private List<List<BsonDocument>> Partitions(IEnumerable<BsonDocument> input)
    {
        if (partitionBy is null) return [[.. input]];
        var variables = new Variables();
        var partitions = new SortedDictionary<BsonValue, List<BsonDocument>>(BsonComparer.Instance);
        foreach (var document in input)
        {
            var key = partitionBy.Evaluate(document, variables);
            if (key.Type == BsonType.Array) throw MongoError.TypeMismatch("An expression used to partition cannot evaluate to value of type array");
            if (key.IsNullish) key = BsonValue.Null;
            if (!partitions.TryGetValue(key, out var documents)) partitions.Add(key, documents = []);
            documents.Add(document);
        }

        return [.. partitions.Values];
    }
}

/// <summary>The documents of one partition, sorted.</summary>
internal sealed class WindowPartition
{
    private readonly SortOrder? order;
    private readonly BsonValue[][] keys;

    public WindowPartition(List<BsonDocument> documents, SortOrder? order)
    {
        this.order = order;
        Documents = order is null ? documents : order.Sort(documents);
        keys = order is null ? [] : [.. Documents.Select(order.KeyOf)];
    }

    public IReadOnlyList<BsonDocument> Documents { get; }

    /// <summary>What the document is sorted by first.</summary>
    public BsonValue KeyOf(int index) => keys[index][0];

    /// <summary>Whether two documents have the same place in the order.</summary>
    public bool ArePeers(int left, int right) => order!.CompareKeys(keys[left], keys[right]) == 0;
}
