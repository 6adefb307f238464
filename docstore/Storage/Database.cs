using System.Collections.Concurrent;

namespace StorageCourse.Docstore.Storage;

/// <summary>A database: collections by name. It exists as long as it has any.</summary>
internal sealed class Database(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The collections; changed only by <see cref="DocumentStore"/>.</summary>
    public ConcurrentDictionary<string, Collection> Collections { get; } = new(StringComparer.Ordinal);

    /// <summary>Which operations are recorded in system.profile.</summary>
    public ProfileSettings Profile { get; set; } = ProfileSettings.Off;

    /// <summary>The sum of the documents' sizes in bytes.</summary>
    public long Bytes => Collections.Values.Sum(collection => collection.Bytes);
}
