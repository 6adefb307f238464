using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>What goes from stage to stage: an index entry, later the record that it leads to, at last the document to return.</summary>
internal struct Row
{
    /// <summary>The record; 0 for a document that was computed.</summary>
    public long RecordId;

    /// <summary>The record's bytes as they were when it was read.</summary>
    public byte[]? Bytes;

    /// <summary>The entry, after an index scan.</summary>
    public IndexEntry Entry;

    /// <summary>The document, once it was looked at.</summary>
    public BsonDocument? Document;
}
