namespace StorageCourse.Docstore.Bson;

/// <summary>A field of a document.</summary>
/// <param name="Name">Any text without NUL; may be empty.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct BsonElement(string Name, BsonValue Value);
