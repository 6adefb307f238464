using System.Data.Common;
using Npgsql;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>PostgreSQL: pg_blocking_pids() asks the lock manager itself.</summary>
internal sealed class PostgreSqlSchedules : ScheduleDialect
{
    // The detector looks for a circle after a second of waiting. A schedule has no other work meanwhile, so it may look sooner.
    private const string SoonerDetector = "set deadlock_timeout = '50ms'";

    public override string Product => "PostgreSQL";

    protected override SqlDialect Sql { get; } = new PostgreSqlDialect();

    public override Task<long> IdentifyAsync(DbConnection session, CancellationToken cancellationToken) => NumberAsync(session, "select pg_backend_pid()", cancellationToken);

    public override async Task PrepareAsync(DbConnection session, Isolation? isolation, CancellationToken cancellationToken)
    {
        if (isolation is { } level) await ExecuteAsync(session, $"set default_transaction_isolation = '{Name(level)}'", cancellationToken);
        try
        {
            await ExecuteAsync(session, SoonerDetector, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Somebody else's server: then a deadlock takes its second.
        }
    }

    // Whoever waits for autovacuum alone does not wait: autovacuum gives way.
    public override Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> WaitsAsync(DbConnection observer, IReadOnlyCollection<long> sessions, CancellationToken cancellationToken) =>
        PairsAsync(observer, $"""
            select waiting.pid, blocker.pid
            from unnest(array[{string.Join(", ", sessions)}]) as waiting(pid), unnest(pg_blocking_pids(waiting.pid)) as blocker(pid)
            where not exists (select from pg_stat_activity a where a.pid = blocker.pid and a.backend_type = 'autovacuum worker')
            """, sessions, cancellationToken);

    public override bool IsDeadlock(string code) => code == PostgresErrorCodes.DeadlockDetected;

    public override bool IsConflict(string code) =>
        code is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable;
}
