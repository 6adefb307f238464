using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>docstore compares text byte by byte: the locale "simple".</summary>
internal static class Collations
{
    /// <summary>Lets an absent, empty or simple collation pass.</summary>
    /// <exception cref="MongoError">TypeMismatch (14); NotImplemented (238) for a locale.</exception>
    public static void RefuseUnlessSimple(BsonValue collation)
    {
        if (collation.IsMissing)
            return;
        if (collation.Type != BsonType.Document)
            throw MongoError.TypeMismatch($"BSON field 'collation' is the wrong type '{collation.Type.Alias()}', expected type 'object'");
        var options = collation.AsDocument;
        if (options.Count > 0 && options["locale"] != "simple")
            throw MongoError.NotImplemented($"docstore compares text byte by byte and has no collation but {{ locale: \"simple\" }}; got {options}");
    }
}
