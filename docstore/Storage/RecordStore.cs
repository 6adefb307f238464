namespace StorageCourse.Docstore.Storage;

/// <summary>
/// The documents of a collection as BSON bytes, by record id, in the order of insertion.
/// Ids are given in rising order and never used twice, so natural order is id order. A page holds 256 records; a page that has become empty is let go.
/// Bytes are never changed in place: a reader that holds a reference holds the document as it was. Writers are kept apart by the collection's lock.
/// </summary>
internal sealed class RecordStore
{
    private const int PageBits = 8;
    private const int PageSize = 1 << PageBits;

    private Page?[] pages = new Page?[4];
    private long nextId = 1;

    private sealed class Page
    {
        public readonly byte[]?[] Records = new byte[]?[PageSize];
        public int Count;
    }

    /// <summary>How many documents there are.</summary>
    public int Count { get; private set; }

    /// <summary>The sum of the documents' sizes in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The id after the last one given.</summary>
    public long NextId => nextId;

    /// <summary>The document with this id, or null where it was removed or never was.</summary>
    public byte[]? this[long id]
    {
        get
        {
            // The array may be exchanged for a larger one while it is read without a lock.
            var all = pages;
            var page = id >> PageBits;
            return (ulong)page < (ulong)all.Length ? all[page]?.Records[id & (PageSize - 1)] : null;
        }
    }

    /// <summary>Adds a document at the end and returns its id.</summary>
    public long Add(byte[] document)
    {
        var id = nextId++;
        var page = PageFor(id);
        page.Records[id & (PageSize - 1)] = document;
        page.Count++;
        Count++;
        Bytes += document.Length;
        return id;
    }

    /// <summary>Puts other bytes in the place of a document that is there.</summary>
    public void Replace(long id, byte[] document)
    {
        ref var slot = ref pages[id >> PageBits]!.Records[id & (PageSize - 1)];
        Bytes += document.Length - slot!.Length;
        slot = document;
    }

    /// <summary>Removes a document that is there.</summary>
    public void Remove(long id)
    {
        var page = pages[id >> PageBits]!;
        ref var slot = ref page.Records[id & (PageSize - 1)];
        Bytes -= slot!.Length;
        Count--;
        slot = null;
        if (--page.Count == 0 && id >> PageBits != nextId >> PageBits)
            pages[id >> PageBits] = null;
    }

    /// <summary>The first id at or after <paramref name="id"/> that has a document, or -1.</summary>
    public long FirstFrom(long id)
    {
        for (id = Math.Max(id, 0); id < nextId; id++)
        {
            if (pages[id >> PageBits] is not { } page)
                id |= PageSize - 1;
            else if (page.Records[id & (PageSize - 1)] is not null)
                return id;
        }

        return -1;
    }

    /// <summary>The last id at or before <paramref name="id"/> that has a document, or -1.</summary>
    public long LastFrom(long id)
    {
        for (id = Math.Min(id, nextId - 1); id >= 0; id--)
        {
            if (pages[id >> PageBits] is not { } page)
                id &= ~(long)(PageSize - 1);
            else if (page.Records[id & (PageSize - 1)] is not null)
                return id;
        }

        return -1;
    }

    private Page PageFor(long id)
    {
        var page = (int)(id >> PageBits);
        if (page >= pages.Length)
            Array.Resize(ref pages, pages.Length * 2);
        return pages[page] ??= new();
    }
}
