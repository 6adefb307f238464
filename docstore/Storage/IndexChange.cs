using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>What an update of one document changes in one index: entries that stay the same are not touched.</summary>
internal readonly record struct IndexChange(IndexKeys.Result Removed, IndexKeys.Result Added)
{
    /// <summary>Compares the keys of a document before and after.</summary>
    public static IndexChange Between(Index index, BsonDocument before, BsonDocument after, long recordId)
    {
        var removed = index.KeysOf(before, recordId);
        var added = index.KeysOf(after, recordId);
        if (removed.Entries is [var old] && added.Entries is [var @new])
        {
            if (IsSame(old, @new))
            {
                removed.Entries.Clear();
                added.Entries.Clear();
            }

            return new(removed, added);
        }

        var kept = removed.Entries.Where(entry => added.Entries.Exists(other => IsSame(entry, other))).ToList();
        removed.Entries.RemoveAll(entry => kept.Exists(other => IsSame(entry, other)));
        added.Entries.RemoveAll(entry => kept.Exists(other => IsSame(entry, other)));
        return new(removed, added);
    }

    /// <summary>Equal to the last bit: 1 and 1.0 are one key, but a query answered from the index alone shows which it was.</summary>
    private static bool IsSame(in IndexEntry left, in IndexEntry right)
    {
        for (var field = 0; field < left.Length; field++)
        {
            if (left[field] != right[field])
                return false;
        }

        return true;
    }
}
