using System.Data.Common;
using System.Globalization;

namespace StorageCourse.Stores.Sql;

/// <summary>What one server does in its own way when sessions meet: levels, lock tables, the codes of conflicts.</summary>
internal abstract class ScheduleDialect
{
    /// <summary>Stands for whoever is none of the schedule's sessions.</summary>
    public const long Stranger = 0;

    /// <summary>The server's name and version, for the table's caption.</summary>
    public required string Title { get; init; }

    protected abstract SqlDialect Sql { get; }

    /// <summary>The product's own name.</summary>
    public abstract string Product { get; }

    /// <summary>What creates a table says behind its columns, so that it has transactions; "" where every table has.</summary>
    public virtual string TableOptions => "";

    /// <summary>The schema in which a table without a schema's name is made, as SQL asks for it.</summary>
    public virtual string CurrentSchema => "current_schema()";

    /// <summary>The levels to try, and where the server has a setting that changes what one of them means, that one with it and without.</summary>
    public virtual Task<IReadOnlyList<IsolationVariant>> VariantsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<IsolationVariant>>([.. Enum.GetValues<Isolation>().Select(level => new IsolationVariant($"{Product} · {Name(level)}", level))]);

    /// <summary>A connection that no pool keeps.</summary>
    public virtual Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) => Sql.OpenAsync(endpoint, cancellationToken);

    /// <summary>The server's number of a connection.</summary>
    public abstract Task<long> IdentifyAsync(DbConnection session, CancellationToken cancellationToken);

    /// <summary>What a session does before its first step.</summary>
    public abstract Task PrepareAsync(DbConnection session, Isolation? isolation, CancellationToken cancellationToken);

    /// <summary>How long it takes until the lock tables can say anything new.</summary>
    public virtual TimeSpan UntilNews => TimeSpan.Zero;

    /// <summary>The sessions that wait for a lock now, by number, and whom each waits for. Those that are not in it run.</summary>
    /// <param name="observer">A connection that takes no part.</param>
    /// <param name="sessions">The numbers of the schedule's sessions.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public abstract Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> WaitsAsync(DbConnection observer, IReadOnlyCollection<long> sessions, CancellationToken cancellationToken);

    public abstract bool IsDeadlock(string code);

    /// <summary>Whether the same transaction may succeed when it is run again.</summary>
    public abstract bool IsConflict(string code);

    public SqlFailure Describe(Exception exception) => Sql.Describe(exception, "");

    protected static async Task ExecuteAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    protected static async Task<long> NumberAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Reads rows of (who waits, for whom).</summary>
    protected static async Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> PairsAsync(
        DbConnection observer, string sql, IReadOnlyCollection<long> sessions, CancellationToken cancellationToken)
    {
        var pairs = new List<(long Waiter, long Blocker)>();
        await using var command = observer.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var waiter = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);
            var blocker = reader.IsDBNull(1) ? Stranger : Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture);
            if (sessions.Contains(waiter)) pairs.Add((waiter, sessions.Contains(blocker) ? blocker : Stranger));
        }

        return pairs.GroupBy(pair => pair.Waiter).ToDictionary(group => group.Key, group => (IReadOnlyList<long>)[.. group.Select(pair => pair.Blocker).Distinct()]);
    }

    /// <summary>As SQL writes it.</summary>
    public static string Name(Isolation isolation) => isolation switch
    {
        Isolation.ReadUncommitted => "read uncommitted",
        Isolation.ReadCommitted => "read committed",
        Isolation.RepeatableRead => "repeatable read",
        Isolation.Serializable => "serializable",
        _ => throw new ArgumentOutOfRangeException(nameof(isolation), isolation, "expected a level of the SQL standard"),
    };
}

/// <summary>An isolation level as a server has it.</summary>
/// <param name="Name">Product and level.</param>
/// <param name="Level">The standard's.</param>
/// <param name="Setting">A statement that each session runs first, or null.</param>
internal sealed record IsolationVariant(string Name, Isolation Level, string? Setting = null);
