using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>What stages need of the store: other collections to read from, and one to write to.</summary>
internal interface IPipelineSource
{
    /// <summary>The documents of a collection that match, found as a find command would, by an index where one serves. A collection that is not there has none.</summary>
    IEnumerable<BsonDocument> Find(string database, string collection, Filter? filter);

    /// <summary>Puts these in place of all that the collection has, keeping its indexes; makes the collection where it is not there ($out). A document without an <c>_id</c> gets one.</summary>
    /// <exception cref="MongoError">DuplicateKey: the collection stays as it was.</exception>
    void Replace(string database, string collection, IReadOnlyList<BsonDocument> documents);

    /// <summary>Finds the one document that has these values in these fields and stores what <paramref name="change"/> makes of it, as one step.
    /// Change is given null where there is no such document; returns null to leave things as they are; what it returns for no document is inserted ($merge).</summary>
    void Merge(string database, string collection, BsonDocument fields, Func<BsonDocument?, BsonDocument?> change);

    /// <summary>Whether a unique index over exactly these fields, in whatever order, covers all documents ($merge asks). <c>_id</c> always has one.</summary>
    bool HasUniqueIndex(string database, string collection, IReadOnlyCollection<string> fields);

    /// <summary>What the collStats command says of the collection, in bytes.</summary>
    /// <exception cref="MongoError">NamespaceNotFound.</exception>
    BsonDocument CollectionStats(string database, string collection);

    /// <summary>One document an index: name, key, accesses, as $indexStats has them.</summary>
    IEnumerable<BsonDocument> IndexStats(string database, string collection);
}
