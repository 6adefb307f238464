using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning;

/// <summary>What a hint asks for.</summary>
/// <param name="Index">The index to use; null to read the collection.</param>
/// <param name="Backward">Whether the collection is to be read against the order of insertion.</param>
internal sealed record Hint(Storage.Index? Index, bool Backward)
{
    /// <summary>Reads a hint; null for none.</summary>
    /// <exception cref="MongoError">BadValue (2): there is no such index. FailedToParse (9): it is neither a name nor a pattern.</exception>
    public static Hint? Of(BsonValue hint, Collection? collection)
    {
        switch (hint.Type)
        {
            case BsonType.Missing:
            case BsonType.Document when hint.AsDocument.Count == 0:
                return null;
            case BsonType.String:
                return Named(hint, collection, index => index.Specification.Name == hint.AsString);
            case BsonType.Document when hint.AsDocument is [{ Name: "$natural", Value: var direction }]:
                return direction.IsNumber && direction.ToDouble() is 1 or -1
                    ? new(null, direction.ToDouble() < 0)
                    : throw MongoError.FailedToParse("$natural hint must be 1 or -1, got " + direction);
            case BsonType.Document:
                return Named(hint, collection, index => index.Specification.SameKey(hint.AsDocument));
            default:
                throw MongoError.FailedToParse("Hint must be a string or an object, got " + hint.Type.Alias());
        }
    }

    private static Hint? Named(BsonValue hint, Collection? collection, Func<Storage.Index, bool> isMeant)
    {
        // Of a collection that does not exist nothing is read, whatever the hint.
        if (collection is null)
            return null;
        var index = collection.Indexes.FirstOrDefault(index => !index.Specification.Hidden && isMeant(index));
        return index is not null
            ? new(index, false)
            : throw MongoError.BadValue($"error processing query: ns={collection.Namespace} planner returned error :: caused by :: hint provided does not correspond to an existing index: {hint}");
    }
}
