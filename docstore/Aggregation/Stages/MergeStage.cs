using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$merge: {into: "totals", on: "_id", whenMatched: "merge", whenNotMatched: "insert"}}</c>: writes each document into a collection, over or into the one that has the same values in the fields of <c>on</c>.</summary>
internal sealed class MergeStage(OutputCollection target, string[] on, MergeMatched whenMatched, string whenNotMatched) : Stage
{
    public override string Name => "$merge";

    public override bool IsSink => true;

    public static MergeStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type == BsonType.String) spec = new BsonDocument { { "into", spec } };
        if (spec.Type != BsonType.Document) throw MongoError.Location(51182, $"$merge requires a string or object argument, but found {spec.Type.Alias()}");
        OutputCollection? into = null;
        string[] on = ["_id"];
        BsonValue matched = "merge", let = default;
        var notMatched = "insert";
        foreach (var (option, value) in spec.AsDocument)
        {
            switch (option)
            {
                case "into": into = OutputCollection.Parse("$merge 'into' field", value, 51178); break;
                case "on": on = ParseOn(value); break;
                case "let": let = value; break;
                case "whenMatched": matched = value; break;
                case "whenNotMatched":
                    notMatched = value.Type == BsonType.String && value.AsString is "insert" or "discard" or "fail"
                        ? value.AsString
                        : throw MongoError.BadValue($"Enumeration value '{value}' for field '$merge.whenNotMatched' is not a valid value.");
                    break;
                default: throw MongoError.Location(40415, $"BSON field '$merge.{option}' is an unknown field.");
            }
        }

        return into is not null
            ? new(into, on, MergeMatched.Parse(matched, let, scope), notMatched)
            : throw MongoError.Location(40414, "BSON field '$merge.into' is missing but a required field");
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var database = target.Database ?? run.Database;
        if (on is not ["_id"] && !run.Source.HasUniqueIndex(database, target.Collection, on))
            throw MongoError.Location(51183, $"Cannot find index to verify that join fields will be unique: create a unique index on {string.Join(", ", on)} of {target.Collection}");

        // The collection may be the one that is read: what was written must not be met again.
        foreach (var document in input.ToList())
        {
            var complete = document.Contains("_id") || !on.Contains("_id") ? document : WithId(document);
            run.Source.Merge(database, target.Collection, KeyOf(complete), old => old is null ? NotMatched(complete) : whenMatched.Apply(old, complete));
        }

        yield break;
    }

    private BsonDocument? NotMatched(BsonDocument document) => whenNotMatched switch
    {
        "insert" => document,
        "discard" => null,
        _ => throw new MongoError(13113, "MergeStageNoMatchingDocument", "$merge could not find a matching document in the target collection for at least one document in the source collection"),
    };

    private BsonDocument KeyOf(BsonDocument document)
    {
        var key = new BsonDocument(on.Length);
        foreach (var field in on)
        {
            var value = FieldPathExpression.Read(document, FieldPath.Parse(field), 0);
            if (value.IsNullish || value.Type == BsonType.Array) throw MongoError.Location(51132, $"$merge write error: 'on' field '{field}' cannot be missing, null, undefined or an array");
            key.Add(field, value);
        }

        return key;
    }

    private static BsonDocument WithId(BsonDocument document)
    {
        var complete = document.Clone();
        complete.Insert(0, "_id", ObjectId.NewObjectId());
        return complete;
    }

    private static string[] ParseOn(BsonValue value)
    {
        if (value.Type == BsonType.String) return [value.AsString];
        if (value.Type != BsonType.Array) throw MongoError.Location(51186, $"$merge 'on' field  must be either a string or an array of strings, but found {value.Type.Alias()}");
        if (value.AsArray.Count == 0) throw MongoError.Location(51187, "If explicitly specifying $merge 'on', must include at least one field");
        return [.. value.AsArray.Select(name => name.Type == BsonType.String ? name.AsString : throw MongoError.Location(51134, $"$merge 'on' array elements must be strings, but found {name.Type.Alias()}"))];
    }
}
