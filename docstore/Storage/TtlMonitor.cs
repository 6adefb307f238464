using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>Removes the documents whose date in a TTL index is old enough. Fields that hold no date never expire; of an array of dates the earliest counts.</summary>
internal sealed class TtlMonitor : IDisposable
{
    private readonly DocumentStore store;
    private readonly Timer timer;
    private long passes;
    private long deleted;

    internal TtlMonitor(DocumentStore store)
    {
        this.store = store;
        timer = new(_ => Pass(DateTime.UtcNow));
        Every(TimeSpan.FromSeconds(60));
    }

    /// <summary>How many passes there were; serverStatus shows it as metrics.ttl.passes.</summary>
    public long Passes => Interlocked.Read(ref passes);

    /// <summary>How many documents were removed.</summary>
    public long Deleted => Interlocked.Read(ref deleted);

    /// <summary>Sets the time between passes: mongod's ttlMonitorSleepSecs, 60 s unless set.</summary>
    public void Every(TimeSpan interval) => timer.Change(interval, interval);

    /// <summary>Looks at all TTL indexes once.</summary>
    /// <param name="now">What counts as the present, UTC.</param>
    public void Pass(DateTime now)
    {
        foreach (var collection in store.Databases.SelectMany(database => database.Collections.Values))
        {
            foreach (var index in collection.Indexes)
            {
                if (index.Specification.ExpireAfterSeconds is { } seconds)
                    Expire(collection, index, now.AddSeconds(-seconds));
            }
        }

        Interlocked.Increment(ref passes);
    }

    /// <summary>Ends the passes.</summary>
    public void Dispose() => timer.Dispose();

    private void Expire(Collection collection, Index index, DateTime until)
    {
        foreach (var (id, document) in Expired(collection, index, (BsonValue)until))
        {
            try
            {
                if (collection.TryRemove(id, document))
                    Interlocked.Increment(ref deleted);
            }
            catch (CollectionDroppedException)
            {
                return;
            }
        }
    }

    private static List<(long Id, byte[] Document)> Expired(Collection collection, Index index, BsonValue until)
    {
        using var reading = collection.Read();
        var expired = new List<(long, byte[])>();
        var first = index.Specification.Order.IsDescending(0) ? until : BsonValue.FromDateTime(long.MinValue);
        var position = index.Tree.Seek([first], after: false);
        while (position.Next(out var entry) && entry[0].Type == BsonType.DateTime && entry[0].AsDateTimeMs <= until.AsDateTimeMs)
            expired.Add((entry.RecordId, collection.Records[entry.RecordId]!));
        return expired;
    }
}
