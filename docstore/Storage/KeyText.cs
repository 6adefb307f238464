using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>Writes keys and key patterns as mongod's messages and plan summaries do.</summary>
internal static class KeyText
{
    /// <summary>The text of a document: <c>{ customer: 1, name: "Ada" }</c>.</summary>
    public static string Of(BsonDocument key) => $"{{ {string.Join(", ", key.Select(element => $"{element.Name}: {BoundText.Of(element.Value)}"))} }}";
}
