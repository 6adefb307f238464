namespace StorageCourse.Docstore.Commands;

/// <summary>What <c>serverStatus</c> calls opcounters: operations since the server was started.</summary>
internal sealed class OperationCounters
{
    private long insert, query, update, delete, getMore, command, requests;

    public long Insert => Volatile.Read(ref insert);

    public long Query => Volatile.Read(ref query);

    public long Update => Volatile.Read(ref update);

    public long Delete => Volatile.Read(ref delete);

    public long GetMore => Volatile.Read(ref getMore);

    public long Command => Volatile.Read(ref command);

    /// <summary>All commands that arrived; mongod lists them as <c>network.numRequests</c>.</summary>
    public long Requests => Volatile.Read(ref requests);

    /// <summary>Counts as mongod does: documents for insert, statements for update and delete, otherwise commands.</summary>
    public void Count(string commandName, int statements)
    {
        Interlocked.Increment(ref requests);
        switch (commandName)
        {
            case "insert":
                Interlocked.Add(ref insert, statements);
                break;
            case "update":
                Interlocked.Add(ref update, statements);
                break;
            case "delete":
                Interlocked.Add(ref delete, statements);
                break;
            case "find":
                Interlocked.Increment(ref query);
                break;
            case "getMore":
                Interlocked.Increment(ref getMore);
                break;
            default:
                Interlocked.Increment(ref command);
                break;
        }
    }
}
