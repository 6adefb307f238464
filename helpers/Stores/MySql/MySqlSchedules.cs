using System.Data.Common;

namespace StorageCourse.Stores.MySql;

/// <summary>MySQL 8: performance_schema shows the locks as they are.</summary>
internal sealed class MySqlSchedules : InnoDbSchedules
{
    public override string Product => "MySQL";

    public override Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> WaitsAsync(DbConnection observer, IReadOnlyCollection<long> sessions, CancellationToken cancellationToken) =>
        PairsAsync(observer, """
            select waiting.processlist_id, blocking.processlist_id
            from performance_schema.data_lock_waits w
            join performance_schema.threads waiting on waiting.thread_id = w.requesting_thread_id
            join performance_schema.threads blocking on blocking.thread_id = w.blocking_thread_id
            union
            select waiting.processlist_id, holding.processlist_id
            from performance_schema.metadata_locks w
            join performance_schema.metadata_locks h on h.object_type = w.object_type and h.object_schema <=> w.object_schema
              and h.object_name <=> w.object_name and h.lock_status = 'GRANTED' and h.owner_thread_id <> w.owner_thread_id
            join performance_schema.threads waiting on waiting.thread_id = w.owner_thread_id
            join performance_schema.threads holding on holding.thread_id = h.owner_thread_id
            where w.lock_status = 'PENDING'
            """, sessions, cancellationToken);
}
