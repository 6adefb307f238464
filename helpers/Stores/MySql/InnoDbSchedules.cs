using System.Data.Common;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.MySql;

/// <summary>What MariaDB and MySQL have in common.</summary>
internal abstract class InnoDbSchedules : ScheduleDialect
{
    public override string TableOptions => " engine = InnoDB";

    public override string CurrentSchema => "database()";

    protected override SqlDialect Sql { get; } = new MySqlDialect();

    // Values come as C# has them: a schedule shows no dates of zeros.
    public override Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) =>
        MySqlConnections.OpenAsync(endpoint, forCells: false, cancellationToken);

    public override Task<long> IdentifyAsync(DbConnection session, CancellationToken cancellationToken) => NumberAsync(session, "select connection_id()", cancellationToken);

    public override async Task PrepareAsync(DbConnection session, Isolation? isolation, CancellationToken cancellationToken)
    {
        if (isolation is { } level) await ExecuteAsync(session, $"set session transaction isolation level {Name(level)}", cancellationToken);
    }

    // ER_LOCK_DEADLOCK, ER_LOCK_WAIT_TIMEOUT, MariaDB's ER_CHECKREAD (innodb_snapshot_isolation), ER_LOCK_NOWAIT of MySQL.
    public override bool IsDeadlock(string code) => code == "1213";

    public override bool IsConflict(string code) => code is "1213" or "1205" or "1020" or "3572";
}
