using System.Collections.Concurrent;

namespace StorageCourse.Docstore.Commands;

/// <summary>The commands that run now.</summary>
internal sealed class Operations
{
    private readonly ConcurrentDictionary<int, Operation> running = [];
    private int lastId;

    /// <summary>Those that run now, in no order.</summary>
    public IEnumerable<Operation> Running => running.Values;

    public Operation Start(ConnectionState connection, string databaseName, string commandName, Guid? sessionId)
    {
        var operation = new Operation
        {
            Id = Interlocked.Increment(ref lastId),
            Connection = connection,
            DatabaseName = databaseName,
            CommandName = commandName,
            SessionId = sessionId,
        };
        running[operation.Id] = operation;
        return operation;
    }

    public void End(Operation operation)
    {
        running.TryRemove(operation.Id, out _);
        operation.Dispose();
    }

    /// <summary>Kills one by its number.</summary>
    /// <returns>False where none of that number runs.</returns>
    public bool Kill(int id)
    {
        if (!running.TryGetValue(id, out var operation)) return false;
        operation.Kill();
        return true;
    }

    /// <summary>Kills all for which that holds.</summary>
    public void Kill(Predicate<Operation> which)
    {
        foreach (var operation in running.Values)
            if (which(operation))
                operation.Kill();
    }
}
