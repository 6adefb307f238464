namespace StorageCourse.Docstore.Bson;

/// <summary>Code with its variables, of old versions of MongoDB.</summary>
/// <param name="Code">JavaScript.</param>
/// <param name="Scope">Its variables.</param>
internal sealed record BsonJavaScriptWithScope(string Code, BsonDocument Scope);
