using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>How variables may be called, and how their values are handed to an inner pipeline.</summary>
internal static class VariableNames
{
    /// <exception cref="MongoError">FailedToParse: a variable begins with a small letter and has letters, digits and underscores.</exception>
    public static void Check(string name)
    {
        if (name.Length == 0) throw MongoError.FailedToParse("empty variable names are not allowed");
        if (!char.IsAsciiLetterLower(name[0]) && name[0] < 0x80)
            throw MongoError.FailedToParse($"'{name}' starts with an invalid character for a user variable name");
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && c < 0x80)
                throw MongoError.FailedToParse($"'{name}' contains an invalid character for a variable name: '{c}'");
        }
    }

    // A document can't hold a missing value; the deprecated type Undefined, which no client writes, stands for it.
    public static BsonValue Keep(BsonValue value) => value.IsMissing ? BsonValue.Undefined : value;

    public static BsonValue Read(BsonValue kept) => kept.Type == BsonType.Undefined ? BsonValue.Missing : kept;
}
