using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>Which stages may stand where.</summary>
internal static class StageOrder
{
    // What a $facet may not hold, for its pipelines read what the $facet is given, and once.
    private static readonly HashSet<string> NotInFacet = ["$collStats", "$facet", "$geoNear", "$indexStats", "$out", "$merge", "$documents", "$planCacheStats"];

    /// <exception cref="MongoError">40600 to 40602, 51047: in the wrong place.</exception>
    public static void Check(IReadOnlyList<Stage> stages, string? within)
    {
        for (var i = 0; i < stages.Count; i++)
        {
            var stage = stages[i];
            if (within == "$facet" && NotInFacet.Contains(stage.Name))
                throw MongoError.Location(40600, $"{stage.Name} is not allowed to be used within a $facet stage");
            if (within is not null && stage.IsSink)
                throw MongoError.Location(51047, $"{stage.Name} is not allowed within a {within}'s sub-pipeline");
            if (stage.IsSource && i != 0)
                throw MongoError.Location(40602, $"{stage.Name} is only valid as the first stage in a pipeline.");
            if (stage.IsSink && i != stages.Count - 1)
                throw MongoError.Location(40601, $"{stage.Name} can only be the final stage in the pipeline");
        }
    }
}
