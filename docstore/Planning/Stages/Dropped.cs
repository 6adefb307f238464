using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>Ends a run whose collection is gone.</summary>
internal static class Dropped
{
    /// <summary>To be called under the collection's lock.</summary>
    /// <exception cref="MongoError">QueryPlanKilled (175).</exception>
    public static void Check(Collection collection)
    {
        if (collection.IsDropped)
            throw new MongoError(175, "QueryPlanKilled", $"collection dropped. UUID {collection.Uuid}");
    }

    /// <summary>To be called under the collection's lock.</summary>
    /// <exception cref="MongoError">QueryPlanKilled (175).</exception>
    public static void Check(Collection collection, Storage.Index index)
    {
        Check(collection);
        if (!collection.Indexes.Contains(index))
            throw new MongoError(175, "QueryPlanKilled", $"index '{index.Specification.Name}' dropped");
    }
}
