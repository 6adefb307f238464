using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>Makes a document ready to be stored: its _id comes first.</summary>
internal static class NewDocuments
{
    /// <summary>The document with its _id in the first place, made where it has none.</summary>
    /// <exception cref="MongoError">InvalidIdField (53), DollarPrefixedFieldName (52), BSONObjectTooLarge (10334).</exception>
    public static BsonDocument Prepared(BsonDocument document)
    {
        var id = document["_id"];
        CheckId(id);
        if (id.IsMissing || document[0].Name != "_id")
            document = WithIdFirst(document, id.IsMissing ? ObjectId.NewObjectId() : id);
        CheckSize(document);
        return document;
    }

    /// <summary>Refuses what can't be an _id.</summary>
    /// <exception cref="MongoError">InvalidIdField (53), DollarPrefixedFieldName (52).</exception>
    public static void CheckId(BsonValue id)
    {
        if (id.Type is BsonType.Array or BsonType.Regex or BsonType.Undefined)
            throw MongoError.InvalidIdField($"The '_id' value cannot be of type {id.Type.Alias()}");
        if (id.Type == BsonType.Document && id.AsDocument.FirstOrDefault(element => element.Name.StartsWith('$')).Name is { } name)
            throw MongoError.DollarPrefixedFieldName($"_id fields may not contain '$'-prefixed fields: {name} is not valid for storage.");
    }

    /// <summary>Refuses what is too large.</summary>
    /// <exception cref="MongoError">BSONObjectTooLarge (10334).</exception>
    public static void CheckSize(BsonDocument document)
    {
        if (document.ByteSize > BsonDocument.MaxSize)
            throw MongoError.ObjectTooLarge(string.Create(CultureInfo.InvariantCulture, $"object to insert too large. size in bytes: {document.ByteSize}, max size: {BsonDocument.MaxSize}"));
    }

    private static BsonDocument WithIdFirst(BsonDocument document, BsonValue id)
    {
        var reordered = new BsonDocument { { "_id", id } };
        foreach (var element in document)
        {
            if (element.Name != "_id")
                reordered.Add(element);
        }

        return reordered;
    }
}
