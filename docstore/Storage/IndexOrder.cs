using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>The order of an index's entries: field by field in MongoDB's order of values, turned round where the field is descending; equal keys by record id.</summary>
internal sealed class IndexOrder(bool[] descending)
{
    /// <summary>How many fields are compared.</summary>
    public int Fields => descending.Length;

    /// <summary>Whether a field is kept in falling order.</summary>
    public bool IsDescending(int field) => descending[field];

    /// <summary>Compares two entries wholly.</summary>
    public int Compare(in IndexEntry left, in IndexEntry right)
    {
        var order = CompareKeys(left, right);
        return order != 0 ? order : left.RecordId.CompareTo(right.RecordId);
    }

    /// <summary>Compares the keys of two entries and leaves the records out.</summary>
    public int CompareKeys(in IndexEntry left, in IndexEntry right)
    {
        for (var field = 0; field < descending.Length; field++)
        {
            var order = Compare(field, left[field], right[field]);
            if (order != 0)
                return order;
        }

        return 0;
    }

    /// <summary>Compares an entry with the first values of a key.</summary>
    public int Compare(in IndexEntry entry, ReadOnlySpan<BsonValue> prefix)
    {
        for (var field = 0; field < prefix.Length; field++)
        {
            var order = Compare(field, entry[field], prefix[field]);
            if (order != 0)
                return order;
        }

        return 0;
    }

    /// <summary>Compares two values of one field.</summary>
    public int Compare(int field, in BsonValue left, in BsonValue right)
    {
        var order = BsonComparer.Instance.Compare(left, right);
        return descending[field] ? -order : order;
    }
}
