using System.Data.Common;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.SqlServer;

/// <summary>SQL Server. Its fifth level, snapshot, is none of the standard's: a schedule asks for it with <c>all: set transaction isolation level snapshot</c>.</summary>
internal sealed class SqlServerSchedules : ScheduleDialect
{
    public override string Product => "SQL Server";

    public override string CurrentSchema => "schema_name()";

    protected override SqlDialect Sql { get; } = new SqlServerDialect();

    public override Task<long> IdentifyAsync(DbConnection session, CancellationToken cancellationToken) => NumberAsync(session, "select @@spid", cancellationToken);

    public override async Task PrepareAsync(DbConnection session, Isolation? isolation, CancellationToken cancellationToken)
    {
        if (isolation is { } level) await ExecuteAsync(session, $"set transaction isolation level {Name(level)}", cancellationToken);
    }

    public override Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> WaitsAsync(DbConnection observer, IReadOnlyCollection<long> sessions, CancellationToken cancellationToken) =>
        PairsAsync(observer, """
            select session_id, blocking_session_id from sys.dm_os_waiting_tasks
            where wait_type like 'LCK%' and blocking_session_id is not null and blocking_session_id <> session_id
            """, sessions, cancellationToken);

    public override bool IsDeadlock(string code) => code == "1205";

    // The victim of a deadlock, an update conflict of snapshot isolation, a lock timeout.
    public override bool IsConflict(string code) => code is "1205" or "3960" or "1222";
}
