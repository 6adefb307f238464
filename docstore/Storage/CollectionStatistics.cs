using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>What collStats tells.</summary>
internal static class CollectionStatistics
{
    /// <summary>The statistics; zeroes where the collection does not exist.</summary>
    /// <param name="collection">The collection, or null.</param>
    /// <param name="namespace">Its database and name.</param>
    /// <param name="scale">By what sizes are divided; 1 for bytes.</param>
    public static BsonDocument Of(Collection? collection, string @namespace, long scale)
    {
        var (count, bytes) = (collection?.Count ?? 0, collection?.Bytes ?? 0);
        var statistics = new BsonDocument { { "ns", @namespace }, { "size", bytes / scale }, { "count", count } };
        if (count > 0)
            statistics.Add("avgObjSize", (int)(bytes / count));
        var indexes = collection?.Indexes ?? [];
        var indexBytes = indexes.Sum(index => index.Tree.Bytes);
        statistics.Add("storageSize", bytes / scale);
        statistics.Add("capped", false);
        statistics.Add("nindexes", indexes.Length);
        statistics.Add("indexBuilds", new BsonArray());
        statistics.Add("totalIndexSize", indexBytes / scale);
        statistics.Add("totalSize", (bytes + indexBytes) / scale);
        statistics.Add("indexSizes", new BsonDocument(indexes.Select(index => new BsonElement(index.Specification.Name, index.Tree.Bytes / scale))));
        statistics.Add("scaleFactor", scale);
        return statistics;
    }

    /// <summary>The bytes of all indexes.</summary>
    public static long IndexBytes(Collection collection) => collection.Indexes.Sum(index => index.Tree.Bytes);
}
