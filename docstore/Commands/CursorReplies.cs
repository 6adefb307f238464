using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning.Stages;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>Fills batches: at most so many documents, and never more than fits in a message.</summary>
internal static class CursorReplies
{
    private const int LargestBatch = BsonDocument.MaxSize;
    private const int DefaultFirstBatch = 101;

    /// <summary>The reply of a command that opens a cursor. Where all fits in the first batch, none stays open (its id is 0).</summary>
    public static BsonDocument First(CommandContext c, string @namespace, IEnumerable<BsonDocument> documents, Execution? execution, long? batchSize = null, bool single = false, bool noTimeout = false)
    {
        var cursor = new Cursor(0, @namespace, new CursorResults(documents, execution), c.Connection.User) { SessionId = c.SessionId };
        var keep = false;
        try
        {
            var batch = Fill(cursor, batchSize ?? DefaultFirstBatch, out var more, peeks: !single);
            keep = more && !single;
            var id = keep ? c.Store.Cursors.Open(cursor, c.Body, noTimeout) : 0L;
            return new() { { "cursor", new BsonDocument { { "firstBatch", batch }, { "id", id }, { "ns", @namespace } } } };
        }
        finally
        {
            if (!keep)
                cursor.Dispose();
        }
    }

    /// <summary>The reply of getMore.</summary>
    public static BsonDocument Next(CommandContext c, Cursor cursor, long? batchSize)
    {
        var keep = false;
        try
        {
            cursor.Results.Continue(c.CancellationToken);
            var batch = Fill(cursor, batchSize ?? long.MaxValue, out keep, peeks: true);
            keep &= !cursor.IsKilled;
            return new() { { "cursor", new BsonDocument { { "nextBatch", batch }, { "id", keep ? cursor.Id : 0L }, { "ns", cursor.Namespace } } } };
        }
        finally
        {
            if (keep)
                cursor.Release();
            else
                c.Store.Cursors.Close(cursor);
        }
    }

    private static BsonArray Fill(Cursor cursor, long limit, out bool more, bool peeks)
    {
        var batch = new BsonArray();
        var bytes = 0;
        while (batch.Count < limit)
        {
            if (!cursor.Results.Peek(out var document))
            {
                more = false;
                return batch;
            }

            bytes += document.ByteSize + 12;
            if (bytes > LargestBatch && batch.Count > 0)
                break;
            batch.Add(document);
            cursor.Results.Take();
        }

        // Whether there is more is asked at once: a client is spared the round trip that would bring nothing.
        more = limit == 0 || (peeks && cursor.Results.Peek(out _));
        return batch;
    }
}
