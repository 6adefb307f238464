using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$lookup: {from: "customers", localField: "customer", foreignField: "_id", as: "customers"}}</c>, or with <c>let</c> and a pipeline, or both:
/// adds an array with the documents of another collection that belong to this one.</summary>
/// <remarks>A nested loop: for each document one search in the other collection. What that costs depends on whether an index serves it.</remarks>
internal sealed class LookupStage(string from, FieldPath target, LookupFields? fields, LookupPipeline? inner) : Stage
{
    public override string Name => "$lookup";

    public static LookupStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.FailedToParse($"the $lookup stage specification must be an object, but found {spec.Type.Alias()}");
        string? from = null, target = null, local = null, foreign = null;
        BsonDocument? let = null;
        BsonArray? stages = null;
        foreach (var (option, value) in spec.AsDocument)
        {
            switch (option)
            {
                case "from": from = Text(option, value); break;
                case "as": target = Text(option, value); break;
                case "localField": local = Text(option, value); break;
                case "foreignField": foreign = Text(option, value); break;
                case "let": let = value.Type == BsonType.Document ? value.AsDocument : throw MongoError.FailedToParse($"$lookup argument 'let: {value}' must be an object, is type {value.Type.Alias()}"); break;
                case "pipeline": stages = value.Type == BsonType.Array ? value.AsArray : throw MongoError.TypeMismatch($"'pipeline' option must be specified as an array, is type {value.Type.Alias()}"); break;
                default: throw MongoError.FailedToParse($"unknown argument to $lookup: {option}");
            }
        }

        if (target is null) throw MongoError.FailedToParse("must specify 'as' field for a $lookup");
        if ((local is null) != (foreign is null)) throw MongoError.FailedToParse("$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
        if (local is null && stages is null) throw MongoError.FailedToParse("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
        if (let is not null && stages is null) throw MongoError.FailedToParse("$lookup with a 'let' argument must also specify 'pipeline'");
        if (from is null && (stages is null || !LookupPipeline.MakesDocuments(stages))) throw MongoError.FailedToParse("must specify 'from' field for a $lookup");
        return new(
            from ?? "",
            FieldPath.ParseStrict(target),
            local is null ? null : new(FieldPath.ParseStrict(local), FieldPath.ParseStrict(foreign!)),
            stages is null ? null : new(stages, let ?? [], scope, isCorrelated: local is not null));
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        foreach (var document in input)
        {
            var belongs = fields?.FilterFor(document);
            var found = inner is null ? run.Source.Find(run.Database, from, belongs) : inner.Run(document, from, belongs, run);
            yield return FieldSetter.Set(document, target, new BsonArray(found.Select(other => (BsonValue)other)));
        }
    }

    private static string Text(string option, BsonValue value) => value.Type == BsonType.String
        ? value.AsString
        : throw MongoError.FailedToParse($"$lookup argument '{option}: {value}' must be a string, is type {value.Type.Alias()}");
}
