using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>Looks at stored bytes as a document. They were checked when they came, and are not checked again.</summary>
internal static class StoredDocument
{
    /// <summary>A view of the bytes; nothing is copied or decoded.</summary>
    public static BsonDocument Of(byte[] bytes) => new(bytes, 0, bytes.Length);
}
