using System.Buffers;
using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>What databases and collections may be called.</summary>
internal static class NamespaceNames
{
    private static readonly SearchValues<char> NotInDatabases = SearchValues.Create("/\\. \"$\0");

    /// <summary>Refuses a name that no database may have.</summary>
    /// <exception cref="MongoError">InvalidNamespace (73).</exception>
    public static void CheckDatabase(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny(NotInDatabases) || Encoding.UTF8.GetByteCount(name) > 63)
            throw MongoError.InvalidNamespace($"Invalid database name: '{name}'");
    }

    /// <summary>Refuses a name that no collection may have.</summary>
    /// <exception cref="MongoError">InvalidNamespace (73).</exception>
    public static void CheckCollection(string database, string name)
    {
        CheckDatabase(database);
        if (name.Length == 0 || name.StartsWith('.') || name.Contains('$') || name.Contains('\0') || Encoding.UTF8.GetByteCount(database) + 1 + Encoding.UTF8.GetByteCount(name) > 255)
            throw MongoError.InvalidNamespace($"Invalid collection name: {name}");
        if (name.StartsWith("system.", StringComparison.Ordinal) && name is not "system.profile")
            throw MongoError.InvalidNamespace($"Invalid system namespace: {database}.{name}");
    }
}
