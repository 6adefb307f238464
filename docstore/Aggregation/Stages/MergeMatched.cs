using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>What <c>$merge</c> does with a document that is already there.</summary>
internal sealed class MergeMatched(string mode, BsonArray? stages, BsonDocument let, QueryScope scope)
{
    public static MergeMatched Parse(BsonValue spec, BsonValue let, QueryScope scope)
    {
        if (!let.IsMissing && (let.Type != BsonType.Document || spec.Type != BsonType.Array))
            throw MongoError.Location(51199, "Cannot use 'let' variables with 'whenMatched' that is no pipeline: 'let' is an object beside a pipeline");
        var variables = let.IsMissing ? new BsonDocument { { "new", "$$ROOT" } } : let.AsDocument;
        if (spec.Type == BsonType.Array)
        {
            var matched = new MergeMatched("pipeline", spec.AsArray, variables, scope);
            matched.PipelineFor([]);
            return matched;
        }

        return spec.Type == BsonType.String && spec.AsString is "replace" or "keepExisting" or "merge" or "fail"
            ? new(spec.AsString, null, [], scope)
            : throw MongoError.BadValue($"Enumeration value '{spec}' for field '$merge.whenMatched' is not a valid value.");
    }

    /// <summary>What is to be stored in place of the old document; null to leave it.</summary>
    public BsonDocument? Apply(BsonDocument old, BsonDocument document)
    {
        switch (mode)
        {
            case "keepExisting":
                return null;
            case "replace":
                if (document.Contains("_id")) return document;
                var complete = document.Clone();
                complete.Insert(0, "_id", old["_id"]);
                return complete;
            case "merge":
                var merged = old.Clone();
                foreach (var (name, value) in document) merged[name] = value;
                return merged;
            case "fail":
                throw MongoError.DuplicateKey($"$merge found an existing document, and whenMatched is 'fail': _id: {old["_id"]}", new BsonDocument { { "keyPattern", new BsonDocument { { "_id", 1 } } }, { "keyValue", new BsonDocument { { "_id", old["_id"] } } } });
            default:
                return PipelineFor(document).Apply(old);
        }
    }

    // The new document is seen through variables, $$new where no others are named.
    private UpdatePipeline PipelineFor(BsonDocument document) => UpdatePipeline.Parse(stages!, scope with { Let = Expression.EvaluateLet(let, document, scope) });
}
