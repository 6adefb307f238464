using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>collMod's <c>index</c>: another time to live, or hidden from the planner.</summary>
internal static class IndexModification
{
    /// <summary>Changes an index and gives the old values with the new ones.</summary>
    /// <exception cref="MongoError">IndexNotFound (27), InvalidOptions (72), NotImplemented (238).</exception>
    public static BsonDocument Apply(Collection collection, BsonDocument change)
    {
        foreach (var (name, _) in change)
        {
            if (name is "unique" or "prepareUnique")
                throw MongoError.NotImplemented($"docstore does not change '{name}' of an index; drop it and create it anew");
            if (name is not ("name" or "keyPattern" or "expireAfterSeconds" or "hidden"))
                throw MongoError.Location(40415, $"BSON field 'collMod.index.{name}' is an unknown field.");
        }

        var index = Find(collection, change).Specification;
        var reply = new BsonDocument();
        if (!change["expireAfterSeconds"].IsMissing)
        {
            var seconds = IndexSpecification.CheckExpiry(change["expireAfterSeconds"]);
            if (index.Fields.Length > 1 || index.IsId)
                throw MongoError.InvalidOptions("TTL indexes are single-field indexes, and not on _id");
            if (index.ExpireAfterSeconds is { } old)
                reply.Add("expireAfterSeconds_old", (long)old);
            reply.Add("expireAfterSeconds_new", (long)seconds);
            index.ExpireAfterSeconds = seconds;
        }

        if (!change["hidden"].IsMissing)
        {
            if (index.IsId)
                throw MongoError.BadValue("can't hide _id index");
            reply.Add("hidden_old", index.Hidden);
            reply.Add("hidden_new", change["hidden"].IsTruthy);
            index.Hidden = change["hidden"].IsTruthy;
        }

        return reply;
    }

    private static Storage.Index Find(Collection collection, BsonDocument change)
    {
        var (name, key) = (change["name"], Arguments.Document(change, "collMod.index", "keyPattern"));
        if (name.IsMissing == (key is null))
            throw MongoError.InvalidOptions("Must specify either index name or key pattern, and not both");
        return collection.Indexes.FirstOrDefault(index => key is null ? index.Specification.Name == name.AsString : index.Specification.SameKey(key))
            ?? throw MongoError.IndexNotFound($"cannot find index {(key is null ? name : key)} for ns {collection.Namespace}");
    }
}
