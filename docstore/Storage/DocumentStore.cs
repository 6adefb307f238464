using System.Collections.Concurrent;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>All databases, in memory. Collections are found without a lock; creating, dropping and renaming them is done one at a time.</summary>
public sealed class DocumentStore : IDisposable
{
    private readonly ConcurrentDictionary<string, Database> databases = new(StringComparer.Ordinal);
    private readonly Lock catalog = new();

    /// <summary>An empty store, whose TTL indexes are looked at every minute.</summary>
    public DocumentStore() => Expiry = new(this);

    /// <summary>The open cursors.</summary>
    internal CursorRegistry Cursors { get; } = new();

    /// <summary>Removes documents whose time has come.</summary>
    internal TtlMonitor Expiry { get; }

    /// <summary>The databases that have a collection, by name.</summary>
    internal IEnumerable<Database> Databases => databases.Values.Where(database => !database.Collections.IsEmpty).OrderBy(database => database.Name, StringComparer.Ordinal);

    /// <summary>The database, with no collections where it does not exist yet.</summary>
    /// <exception cref="MongoError">InvalidNamespace (73); DatabaseDifferCase (13297): one exists whose name differs in case only.</exception>
    internal Database Database(string name)
    {
        if (databases.TryGetValue(name, out var found))
            return found;
        NamespaceNames.CheckDatabase(name);
        var similar = databases.Values.FirstOrDefault(other => !other.Collections.IsEmpty && other.Name != name && other.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (similar is not null)
            throw new MongoError(13297, "DatabaseDifferCase", $"db already exists with different case already have: [{similar.Name}] trying to create [{name}]");
        return databases.GetOrAdd(name, static name => new(name));
    }

    /// <summary>The collection, or null where it does not exist.</summary>
    internal Collection? Find(string database, string collection) =>
        databases.TryGetValue(database, out var found) && found.Collections.TryGetValue(collection, out var there) ? there : null;

    /// <summary>The collection; made with default options where it does not exist, as the first write does.</summary>
    /// <exception cref="MongoError">InvalidNamespace (73).</exception>
    internal Collection FindOrCreate(string database, string collection) =>
        Find(database, collection) ?? CreateIfAbsent(database, collection, new()).Collection;

    /// <summary>Makes a collection, or gives the one that is there.</summary>
    /// <exception cref="MongoError">InvalidNamespace (73).</exception>
    internal (Collection Collection, bool IsNew) CreateIfAbsent(string database, string collection, CollectionOptions options)
    {
        NamespaceNames.CheckCollection(database, collection);
        lock (catalog)
        {
            if (Find(database, collection) is { } there)
                return (there, false);
            var owner = Database(database);
            var created = new Collection(owner, collection, options);
            owner.Collections[collection] = created;
            return (created, true);
        }
    }

    /// <summary>Drops a collection; false where it does not exist.</summary>
    internal bool Drop(string database, string collection)
    {
        lock (catalog)
        {
            if (!databases.TryGetValue(database, out var owner) || !owner.Collections.TryRemove(collection, out var dropped))
                return false;
            dropped.MarkDropped();
            return true;
        }
    }

    /// <summary>Drops a database with all that is in it.</summary>
    internal bool DropDatabase(string database)
    {
        lock (catalog)
        {
            if (!databases.TryRemove(database, out var dropped))
                return false;
            foreach (var collection in dropped.Collections.Values)
                collection.MarkDropped();
            return !dropped.Collections.IsEmpty;
        }
    }

    /// <summary>Gives a collection another name, in this or another database.</summary>
    /// <exception cref="MongoError">NamespaceNotFound (26), NamespaceExists (48) unless <paramref name="dropTarget"/>.</exception>
    internal void Rename(Collection collection, string database, string name, bool dropTarget)
    {
        NamespaceNames.CheckCollection(database, name);
        lock (catalog)
        {
            if (collection.IsDropped)
                throw MongoError.NamespaceNotFound($"Source collection {collection.Namespace} does not exist");
            if (Find(database, name) is not null)
            {
                if (!dropTarget)
                    throw MongoError.NamespaceExists("target namespace exists");
                Drop(database, name);
            }

            var target = Database(database);
            collection.Database.Collections.TryRemove(collection.Name, out _);
            (collection.Database, collection.Name) = (target, name);
            target.Collections[name] = collection;
        }
    }

    /// <summary>Puts a finished collection in the place of one, or of none: what $out does at its end.</summary>
    internal void Exchange(string database, string name, Collection finished)
    {
        lock (catalog)
        {
            Drop(database, name);
            var target = Database(database);
            (finished.Database, finished.Name) = (target, name);
            target.Collections[name] = finished;
        }
    }

    /// <summary>Ends the background work.</summary>
    public void Dispose()
    {
        Expiry.Dispose();
        Cursors.Dispose();
    }
}
