using System.Data;
using System.Data.Common;

namespace StorageCourse.Cells.MariaDb;

/// <summary>A transaction; rolled back when disposed without a commit.</summary>
internal sealed class MariaDbTransaction : DbTransaction
{
    private readonly MariaDbConnection connection;
    private bool ended;

    public MariaDbTransaction(MariaDbConnection connection, IsolationLevel level)
    {
        this.connection = connection;
        IsolationLevel = level == IsolationLevel.Unspecified ? IsolationLevel.RepeatableRead : level;
        var name = IsolationLevel switch
        {
            IsolationLevel.ReadUncommitted => "read uncommitted",
            IsolationLevel.ReadCommitted => "read committed",
            IsolationLevel.RepeatableRead => "repeatable read",
            IsolationLevel.Serializable => "serializable",
            var other => throw new NotSupportedException($"MariaDB and MySQL have no isolation level {other}"),
        };
        Execute($"set transaction isolation level {name}");
        Execute("start transaction");
    }

    public override IsolationLevel IsolationLevel { get; }

    protected override DbConnection DbConnection => connection;

    public override void Commit() => End("commit");

    public override void Rollback() => End("rollback");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !ended && connection.State == ConnectionState.Open) Rollback();
        base.Dispose(disposing);
    }

    private void End(string statement)
    {
        if (ended) throw new InvalidOperationException("the transaction has ended already");
        Execute(statement);
        ended = true;
    }

    private void Execute(string statement)
    {
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.ExecuteNonQuery();
    }
}
