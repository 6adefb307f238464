using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$unwind: "$items"}</c> gives a document for each item of an array. A value that is no array counts as an array of one.</summary>
internal sealed class UnwindStage(FieldPath path, FieldPath? indexField, bool preserve) : Stage
{
    public override string Name => "$unwind";

    public static UnwindStage Parse(BsonValue spec)
    {
        BsonValue path = default;
        FieldPath? index = null;
        var preserve = false;
        if (spec.Type == BsonType.String) path = spec;
        else if (spec.Type != BsonType.Document)
            throw MongoError.Location(15981, $"expected either a string or an object as specification for $unwind stage, got {spec.Type.Alias()}");
        else
        {
            foreach (var (option, value) in spec.AsDocument)
            {
                switch (option)
                {
                    case "path":
                        path = value.Type == BsonType.String ? value : throw MongoError.Location(28808, $"expected a string as the path for $unwind stage, got {value.Type.Alias()}");
                        break;
                    case "preserveNullAndEmptyArrays":
                        preserve = value.Type == BsonType.Boolean ? value.AsBoolean
                            : throw MongoError.Location(28809, $"expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage, got {value.Type.Alias()}");
                        break;
                    case "includeArrayIndex":
                        if (value.Type != BsonType.String || value.AsString.Length == 0)
                            throw MongoError.Location(28810, $"expected a non-empty string for the includeArrayIndex option to $unwind stage, got {value.Type.Alias()}");
                        if (value.AsString.StartsWith('$')) throw MongoError.Location(28822, $"includeArrayIndex option to $unwind stage should not be prefixed with a '$': {value}");
                        index = FieldPath.ParseStrict(value.AsString);
                        break;
                    default:
                        throw MongoError.Location(28811, $"unrecognized option to $unwind stage: {option}");
                }
            }
        }

        if (path.IsMissing) throw MongoError.Location(28812, "no path specified to $unwind stage");
        return path.AsString is ['$', _, ..] text
            ? new(FieldPath.ParseStrict(text[1..]), index, preserve)
            : throw MongoError.Location(28818, $"path option to $unwind stage should be prefixed with a '$': {path}");
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        foreach (var document in input)
        {
            // Only documents lead to the array: of an array on the way, no item is taken apart.
            var value = ThroughDocuments(document);
            if (value.Type == BsonType.Array && value.AsArray.Count > 0)
            {
                var index = 0L;
                foreach (var item in value.AsArray) yield return WithIndex(FieldSetter.Set(document, path, item), index++);
            }
            else if (!value.IsNullish && value.Type != BsonType.Array)
            {
                yield return WithIndex(document, BsonValue.Null);
            }
            else if (preserve)
            {
                yield return WithIndex(value.Type == BsonType.Array ? FieldSetter.Set(document, path, BsonValue.Missing) : document, BsonValue.Null);
            }
        }
    }

    private BsonValue ThroughDocuments(BsonDocument document)
    {
        BsonValue value = document;
        for (var i = 0; i < path.Length; i++)
        {
            if (value.Type != BsonType.Document) return default;
            value = value.AsDocument[path.Names[i]];
        }

        return value;
    }

    private BsonDocument WithIndex(BsonDocument document, BsonValue index) => indexField is null ? document : FieldSetter.Set(document, indexField, index);
}
