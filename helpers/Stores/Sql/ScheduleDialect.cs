using System.Data.Common;
using System.Globalization;
using StorageCourse.Stores.MySql;
using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Stores.Sql;

/// <summary>What one server does in its own way when sessions meet: levels, lock tables, the codes of conflicts.</summary>
internal abstract class ScheduleDialect
{
    /// <summary>Stands for whoever is none of the schedule's sessions.</summary>
    public const long Stranger = 0;

    /// <summary>The server's name and version, for the table's caption.</summary>
    public required string Title { get; init; }

    protected abstract SqlDialect Sql { get; }

    /// <exception cref="NotSupportedException">The store has no transactions in SQL.</exception>
    public static ScheduleDialect For(StoreEndpoint endpoint)
    {
        var version = endpoint.Version;
        return endpoint switch
        {
            { Store: "postgres" } => new PostgresSchedules { Title = $"PostgreSQL {version.Major}" },
            { Store: "mysql", Flavor: "mariadb" } => new MariaDbSchedules { Title = $"MariaDB {version.Major}.{version.Minor}" },
            { Store: "mysql" } => new MySqlSchedules { Title = $"MySQL {version.Major}.{version.Minor}" },
            { Store: "mssql" } => new MsSqlSchedules { Title = $"SQL Server {version.Major}.{version.Minor}" },
            _ => throw new NotSupportedException($"expected a store with transactions in SQL (postgres, mysql, mssql), got {endpoint.Store}"),
        };
    }

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
