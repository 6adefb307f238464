using System.Data.Common;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.MySql;

/// <summary>MariaDB: information_schema shows a copy of InnoDB's locks, and the process list who waits for a table's definition.</summary>
/// <remarks>
/// The copy is made anew only if nobody has read it for 0.1 s (storage/innobase/trx/trx0i_s.cc, CACHE_MIN_IDLE_TIME_NS). So each query is a
/// numbered one inside a transaction of the observer's, and the copy is new if it shows that very query as the observer's.
/// </remarks>
internal sealed class MariaDbSchedules : InnoDbSchedules
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(110);
    private static readonly TimeSpan Jitter = TimeSpan.FromMilliseconds(40);
    private static long queries;
    private static long lastRead;
    private bool isInTransaction;

    public override string Product => "MariaDB";

    public override TimeSpan UntilNews => TimeSpan.FromTicks(Math.Max(0, (Pause - TimeProvider.System.GetElapsedTime(Interlocked.Read(ref lastRead))).Ticks));

    /// <summary>Repeatable read is tried twice, without and with innodb_snapshot_isolation, where the server knows that.</summary>
    public override async Task<IReadOnlyList<IsolationVariant>> VariantsAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var levels = await base.VariantsAsync(connection, cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "show variables like 'innodb_snapshot_isolation'";
        if (await command.ExecuteScalarAsync(cancellationToken) is null) return levels;
        // Said either way, for newer releases have it on.
        return [.. levels.SelectMany(level => level.Level == Isolation.RepeatableRead
            ? (IsolationVariant[])[level with { Setting = "set innodb_snapshot_isolation = off" }, new($"{level.Name}, snapshot", level.Level, "set innodb_snapshot_isolation = on")]
            : [level with { Setting = "set innodb_snapshot_isolation = off" }])];
    }

    public override async Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> WaitsAsync(DbConnection observer, IReadOnlyCollection<long> sessions, CancellationToken cancellationToken)
    {
        if (!isInTransaction) await ExecuteAsync(observer, "start transaction with consistent snapshot", cancellationToken);
        isInTransaction = true;
        var self = await IdentifyAsync(observer, cancellationToken);
        while (true)
        {
            var mark = $"schedule {Interlocked.Increment(ref queries)}";
            var waits = await PairsAsync(observer, $"""
                select /* {mark} */ trx_mysql_thread_id, {self}
                from information_schema.innodb_trx where trx_mysql_thread_id = {self} and trx_query like '%{mark} %'
                union all
                select waiting.trx_mysql_thread_id, blocking.trx_mysql_thread_id
                from information_schema.innodb_lock_waits w
                join information_schema.innodb_trx waiting on waiting.trx_id = w.requesting_trx_id
                join information_schema.innodb_trx blocking on blocking.trx_id = w.blocking_trx_id
                union all
                select id, null from information_schema.processlist where state like 'Waiting for%lock%'
                """, [.. sessions, self], cancellationToken);
            Interlocked.Exchange(ref lastRead, TimeProvider.System.GetTimestamp());
            if (waits.ContainsKey(self))
                return waits.Where(wait => wait.Key != self).ToDictionary(wait => wait.Key, wait => wait.Value);
            // Somebody else has read the copy meanwhile. Two who wait equally long would keep it old for each other, hence the chance.
            await Task.Delay(Pause + (Random.Shared.NextDouble() * Jitter), cancellationToken);
        }
    }
}
