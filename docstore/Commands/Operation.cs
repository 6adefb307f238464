using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>A running command: it has a number, and can be ended.</summary>
internal sealed class Operation : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly long started = TimeProvider.System.GetTimestamp();

    public required int Id { get; init; }

    public required ConnectionState Connection { get; init; }

    public required string DatabaseName { get; init; }

    public required string CommandName { get; init; }

    /// <summary>The client's logical session, or null.</summary>
    public required Guid? SessionId { get; init; }

    public CancellationToken CancellationToken => source.Token;

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(started);

    /// <summary>What the client is told when the command has been cancelled.</summary>
    public MongoError Error { get; private set; } = Interrupted;

    private static MongoError Interrupted => new(11601, "Interrupted", "operation was interrupted");

    /// <summary>Ends it after a time, with MaxTimeMSExpired.</summary>
    public void EndAfter(TimeSpan limit)
    {
        Error = new MongoError(50, "MaxTimeMSExpired", "operation exceeded time limit");
        source.CancelAfter(limit);
    }

    /// <summary>Ends it as soon as it looks at its token.</summary>
    public void Kill()
    {
        Error = Interrupted;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It had ended just before.
        }
    }

    public void Dispose() => source.Dispose();
}
