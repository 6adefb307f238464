using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>A result that is fetched in batches. It is used by one command at a time.</summary>
internal sealed class Cursor(long id, string @namespace, CursorResults results, string? user) : IDisposable
{
    private int busy;

    /// <summary>What clients call it by; 0 as long as it is not registered.</summary>
    public long Id { get; } = id;

    /// <summary>Database and collection.</summary>
    public string Namespace { get; } = @namespace;

    /// <summary>The documents that are still to come.</summary>
    public CursorResults Results { get; } = results;

    /// <summary>Who opened it: nobody else may fetch from it.</summary>
    public string? User { get; } = user;

    /// <summary>The logical session in which it was opened, and with which it ends; null without one.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The command that opened it, for the profiler.</summary>
    public BsonDocument? Origin { get; init; }

    /// <summary>It stays however long it is idle.</summary>
    public bool NoTimeout { get; init; }

    /// <summary>When it was last used (<see cref="Environment.TickCount64"/>).</summary>
    public long LastUsed { get; private set; } = Environment.TickCount64;

    /// <summary>Set when it was killed during a command, which then ends it.</summary>
    public bool IsKilled { get; set; }

    /// <summary>Takes it for one command; false where another has it.</summary>
    public bool TryTake() => Interlocked.Exchange(ref busy, 1) == 0;

    /// <summary>Gives it back.</summary>
    public void Release()
    {
        LastUsed = Environment.TickCount64;
        Volatile.Write(ref busy, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => Results.Dispose();
}
