using System.Data;
using System.Data.Common;

namespace StorageCourse;

/// <summary>
/// What the course asks of an ADO.NET driver for SQL Server beside <see cref="DbConnection"/>. packages/sqlserver.csx is one, over
/// Microsoft.Data.SqlClient; it announces itself with <see cref="MsSqlDrivers.Register"/>.
/// </summary>
public interface IMsSqlDriver
{
    /// <summary>Makes a connection that is not open yet.</summary>
    /// <param name="connectionString">In the words of SqlClient: "Server=127.0.0.1,1433;User ID=…;Password=…;Database=…;…".</param>
    DbConnection Create(string connectionString);

    /// <summary>Calls back for each message that is no error: PRINT, RAISERROR up to severity 10, STATISTICS IO, USE.</summary>
    /// <param name="connection">One that <see cref="Create"/> made.</param>
    /// <param name="message">May be called on any thread, while a statement runs.</param>
    void OnMessage(DbConnection connection, Action<MsSqlMessage> message);

    /// <summary>The server's errors in an exception, the first first; empty where it is none of this driver's.</summary>
    IReadOnlyList<MsSqlMessage> Errors(Exception exception);

    /// <summary>Sends rows to a table by the protocol's bulk load. The columns are those of the table, in its order.</summary>
    /// <param name="connection">One that <see cref="Create"/> made, open.</param>
    /// <param name="table">The table, as SQL writes it.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Ends the load; what was sent of it is rolled back.</param>
    /// <exception cref="DbException">The server refuses a row.</exception>
    Task BulkCopyAsync(DbConnection connection, string table, DataTable rows, CancellationToken cancellationToken);
}

/// <summary>An error or a message of SQL Server.</summary>
/// <param name="Number">As in sys.messages: 208 is "Invalid object name". 0 where the driver speaks, 50000 and above for errors of one's own.</param>
/// <param name="State">Where in the server's code it was raised, 0 to 255.</param>
/// <param name="Severity">0 to 25: up to 10 is no error, from 11 to 16 a user can mend it, from 20 on the connection is gone.</param>
/// <param name="Line">The line of the batch or the procedure, counted from 1; 0 where there is none.</param>
/// <param name="Procedure">The procedure, function or trigger in which it happened; "" for the batch itself.</param>
/// <param name="Text">The server's words.</param>
public sealed record MsSqlMessage(int Number, int State, int Severity, int Line, string Procedure, string Text);
