using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>The error for a key that a unique index already has, in the words of mongod.</summary>
internal static class DuplicateKeys
{
    /// <summary>DuplicateKey (11000) with keyPattern and keyValue.</summary>
    public static MongoError Error(string collection, IndexSpecification index, IndexEntry entry)
    {
        var value = new BsonDocument();
        for (var field = 0; field < entry.Length; field++)
            value.Add(index.Fields[field], entry[field]);
        return MongoError.DuplicateKey(
            $"E11000 duplicate key error collection: {collection} index: {index.Name} dup key: {KeyText.Of(value)}",
            new BsonDocument { { "keyPattern", index.Key.Clone() }, { "keyValue", value } });
    }
}
