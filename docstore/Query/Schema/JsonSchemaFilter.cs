using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary><c>$jsonSchema</c>: the document satisfies a schema.</summary>
internal sealed class JsonSchemaFilter(JsonSchema schema) : Filter
{
    /// <summary>The schema.</summary>
    public JsonSchema Schema => schema;

    /// <exception cref="MongoError">TypeMismatch or FailedToParse: no schema that MongoDB takes.</exception>
    public static JsonSchemaFilter Parse(BsonValue argument) => argument.Type == BsonType.Document
        ? new(JsonSchema.Parse(argument.AsDocument))
        : throw MongoError.TypeMismatch("$jsonSchema must be an object");

    public override bool Matches(BsonDocument document, MatchPosition? position = null) => schema.Accepts(document);

    public override BsonDocument ToDocument() => new() { { "$jsonSchema", schema.Specification } };
}
