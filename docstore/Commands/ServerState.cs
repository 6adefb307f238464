using StorageCourse.Docstore.Authentication;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>What a server has that is not one client's: its data, its user, what runs and what has been counted.</summary>
internal sealed class ServerState(DocumentStore store, ScramCredential? credential)
{
    private readonly long started = TimeProvider.System.GetTimestamp();
    private long connectionsCreated;
    private int connectionsOpen;

    /// <summary>More clients than this are turned away; each costs a thread.</summary>
    public const int MaxConnections = 2000;

    public DocumentStore Store { get; } = store;

    /// <summary>The one user; null where everybody is let in (commands that are run without a socket).</summary>
    public ScramCredential? Credential { get; } = credential;

    public Operations Operations { get; } = new();

    public OperationCounters Counters { get; } = new();

    /// <summary>The address and port where it answers; null without a socket.</summary>
    public string? Endpoint { get; set; }

    public TimeSpan Uptime => TimeProvider.System.GetElapsedTime(started);

    public int ConnectionsOpen => Volatile.Read(ref connectionsOpen);

    public long ConnectionsCreated => Volatile.Read(ref connectionsCreated);

    /// <summary>Counts a new client.</summary>
    /// <returns>Its number, from 1.</returns>
    public int OpenConnection()
    {
        Interlocked.Increment(ref connectionsOpen);
        return (int)Interlocked.Increment(ref connectionsCreated);
    }

    public void CloseConnection() => Interlocked.Decrement(ref connectionsOpen);
}
