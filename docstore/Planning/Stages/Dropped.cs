using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>Ends a run whose collection is gone.</summary>
internal static class Dropped
{
    /// <summary>Ends the run where the collection was dropped.</summary>
    /// <exception cref="MongoError">QueryPlanKilled (175).</exception>
    public static void Check(Collection collection)
    {
        if (collection.IsDropped)
            throw new MongoError(175, "QueryPlanKilled", $"collection dropped. UUID {collection.Uuid}");
    }

    /// <summary>Ends the run where the index was dropped, with the collection or alone.</summary>
    /// <exception cref="MongoError">QueryPlanKilled (175).</exception>
    public static void Check(Collection collection, Storage.Index index)
    {
        Check(collection);
        if (!collection.Indexes.Contains(index))
            throw new MongoError(175, "QueryPlanKilled", $"index '{index.Specification.Name}' dropped");
    }
}
