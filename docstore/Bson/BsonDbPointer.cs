namespace StorageCourse.Docstore.Bson;

/// <summary>A reference of old versions of MongoDB; read and written, and otherwise without a meaning.</summary>
/// <param name="Namespace">"database.collection".</param>
/// <param name="Id">The document's _id.</param>
internal sealed record BsonDbPointer(string Namespace, ObjectId Id);
