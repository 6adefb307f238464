using System.Collections.Concurrent;
using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>The open cursors of a store. They outlive the connection that opened them, and are closed after ten idle minutes.</summary>
internal sealed class CursorRegistry : IDisposable
{
    private readonly ConcurrentDictionary<long, Cursor> cursors = new();
    private readonly Timer timer;

    /// <summary>No cursors yet.</summary>
    public CursorRegistry() => timer = new(_ => CloseIdle(Environment.TickCount64), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    /// <summary>Idle time after which a cursor is closed: mongod's cursorTimeoutMillis.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many are open.</summary>
    public int Count => cursors.Count;

    /// <summary>How many were closed for being idle.</summary>
    public long TimedOut { get; private set; }

    /// <summary>Registers a cursor and gives its id.</summary>
    public long Open(Cursor cursor, BsonDocument origin, bool noTimeout)
    {
        while (true)
        {
            var open = new Cursor(Random.Shared.NextInt64(1, long.MaxValue), cursor.Namespace, cursor.Results, cursor.User) { SessionId = cursor.SessionId, Origin = origin, NoTimeout = noTimeout };
            if (cursors.TryAdd(open.Id, open))
                return open.Id;
        }
    }

    /// <summary>Takes a cursor for one command; the caller releases or closes it.</summary>
    /// <exception cref="MongoError">CursorNotFound (43), Unauthorized (13), CursorInUse (12051).</exception>
    public Cursor Take(long id, string @namespace, string? user)
    {
        if (!cursors.TryGetValue(id, out var cursor))
            throw MongoError.CursorNotFound(string.Create(CultureInfo.InvariantCulture, $"cursor id {id} not found"));
        if (cursor.User != user)
            throw MongoError.Unauthorized(string.Create(CultureInfo.InvariantCulture, $"cursor id {id} was not created by the authenticated user"));
        if (cursor.Namespace != @namespace)
            throw MongoError.Unauthorized($"Requested getMore on namespace '{@namespace}', but cursor belongs to a different namespace {cursor.Namespace}");
        if (!cursor.TryTake())
            throw new MongoError(12051, "CursorInUse", string.Create(CultureInfo.InvariantCulture, $"cursor id {id} is already in use"));
        return cursor;
    }

    /// <summary>Closes a cursor that the caller has.</summary>
    public void Close(Cursor cursor)
    {
        if (cursors.TryRemove(cursor.Id, out _))
            cursor.Dispose();
    }

    /// <summary>Closes a cursor, or sees to it that the command that has it does; false where there is none.</summary>
    public bool Kill(long id, string? user)
    {
        if (!cursors.TryGetValue(id, out var cursor) || cursor.User != user)
            return false;
        Kill(cursor);
        return true;
    }

    /// <summary>Closes all cursors of these sessions.</summary>
    public void KillSessions(IReadOnlySet<Guid> sessions)
    {
        foreach (var cursor in cursors.Values)
        {
            if (cursor.SessionId is { } id && sessions.Contains(id))
                Kill(cursor);
        }
    }

    /// <summary>Closes what has been idle for too long.</summary>
    /// <param name="now">In milliseconds, on the clock of <see cref="Environment.TickCount64"/>.</param>
    public void CloseIdle(long now)
    {
        foreach (var cursor in cursors.Values)
        {
            if (cursor.NoTimeout || now - cursor.LastUsed < Timeout.TotalMilliseconds || !cursor.TryTake())
                continue;
            Close(cursor);
            TimedOut++;
        }
    }

    /// <summary>Closes all.</summary>
    public void Dispose()
    {
        timer.Dispose();
        foreach (var cursor in cursors.Values)
            Close(cursor);
    }

    private void Kill(Cursor cursor)
    {
        cursor.IsKilled = true;
        if (cursor.TryTake())
            Close(cursor);
    }
}
