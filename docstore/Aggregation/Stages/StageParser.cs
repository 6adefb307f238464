using System.Collections.Frozen;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>Makes a stage of what stands after its name.</summary>
internal delegate Stage StageFactory(BsonValue spec, QueryScope scope);

/// <summary>All stages by name.</summary>
internal static class StageParser
{
    private static readonly FrozenDictionary<string, StageFactory> All = new Dictionary<string, StageFactory>
    {
        ["$addFields"] = (spec, scope) => AddFieldsStage.Parse("$addFields", spec, scope),
        ["$bucket"] = BucketStage.Parse,
        ["$bucketAuto"] = BucketAutoStage.Parse,
        ["$collStats"] = (spec, _) => CollStatsStage.Parse(spec),
        ["$count"] = (spec, _) => CountStage.Parse(spec),
        ["$documents"] = DocumentsStage.Parse,
        ["$facet"] = FacetStage.Parse,
        ["$graphLookup"] = GraphLookupStage.Parse,
        ["$group"] = GroupStage.Parse,
        ["$indexStats"] = (spec, _) => IndexStatsStage.Parse(spec),
        ["$limit"] = (spec, _) => LimitStage.Parse(spec),
        ["$lookup"] = LookupStage.Parse,
        ["$match"] = MatchStage.Parse,
        ["$merge"] = MergeStage.Parse,
        ["$out"] = (spec, _) => OutStage.Parse(spec),
        ["$project"] = ProjectStage.Parse,
        ["$replaceRoot"] = ReplaceRootStage.ParseReplaceRoot,
        ["$replaceWith"] = ReplaceRootStage.ParseReplaceWith,
        ["$sample"] = (spec, _) => SampleStage.Parse(spec),
        ["$set"] = (spec, scope) => AddFieldsStage.Parse("$set", spec, scope),
        ["$setWindowFields"] = WindowStage.Parse,
        ["$skip"] = (spec, _) => SkipStage.Parse(spec),
        ["$sort"] = (spec, _) => SortStage.Parse(spec),
        ["$sortByCount"] = SortByCountStage.Parse,
        ["$unionWith"] = UnionWithStage.Parse,
        ["$unset"] = (spec, _) => UnsetStage.Parse(spec),
        ["$unwind"] = (spec, _) => UnwindStage.Parse(spec),
    }.ToFrozenDictionary();

    /// <summary>The names of all stages, in order.</summary>
    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether there is a stage of this name.</summary>
    public static bool Has(string name) => All.ContainsKey(name);

    /// <summary>Checks that all are stages, whatever stands in them.</summary>
    /// <exception cref="MongoError">40324: there is no such stage.</exception>
    public static void CheckNames(BsonArray stages)
    {
        foreach (var stage in stages)
        {
            if (stage.Type == BsonType.Document && stage.AsDocument is [var (name, _)] && !Has(name)) throw Unrecognized(name);
        }
    }

    /// <exception cref="MongoError">40323, 40324: no stage; others: a wrong one.</exception>
    public static Stage Parse(BsonValue element, QueryScope scope)
    {
        if (element.Type != BsonType.Document)
            throw MongoError.TypeMismatch($"Each element of the 'pipeline' array must be an object, got {element.Type.Alias()}");
        var spec = element.AsDocument;
        if (spec.Count != 1)
            throw MongoError.Location(40323, "A pipeline stage specification object must contain exactly one field.");
        var (name, value) = spec[0];
        if (name == "$changeStream")
            throw MongoError.Location(40573, "The $changeStream stage is only supported on replica sets, and docstore is a standalone");
        if (!All.TryGetValue(name, out var parse))
            throw Unrecognized(name);
        var stage = parse(value, scope);
        stage.Specification = spec;
        return stage;
    }

    private static MongoError Unrecognized(string name) =>
        MongoError.Location(40324, $"Unrecognized pipeline stage name: '{name}' (docstore has {string.Join(", ", Names)})");
}
