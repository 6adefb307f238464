using MongoDB.Bson;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>A document as mongosh writes it: over several lines where it stands alone, on one line inside something else.</summary>
/// <param name="document">What is shown.</param>
public sealed class ShownDocument(BsonDocument document) : IDisplayable
{
    /// <inheritdoc/>
    public Bundle ToBundle() => DocumentList.Pre(MongoshText.Of(document), "");

    /// <inheritdoc/>
    public override string ToString() => MongoshText.Inline(document);
}
