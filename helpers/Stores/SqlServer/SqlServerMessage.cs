using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace StorageCourse.Stores.SqlServer;

/// <summary>An error or a message of SQL Server.</summary>
/// <param name="Number">As in sys.messages: 208 is "Invalid object name". 0 where the driver speaks, 50000 and above for errors of one's own.</param>
/// <param name="State">Where in the server's code it was raised, 0 to 255.</param>
/// <param name="Severity">0 to 25: up to 10 is no error, from 11 to 16 a user can mend it, from 20 on the connection is gone.</param>
/// <param name="Line">The line of the batch or the procedure, counted from 1; 0 where there is none.</param>
/// <param name="Procedure">The procedure, function or trigger in which it happened; "" for the batch itself.</param>
/// <param name="Text">The server's words.</param>
internal sealed record SqlServerMessage(int Number, int State, int Severity, int Line, string Procedure, string Text)
{
    /// <summary>What is in an exception, the first first; empty where it is none of the driver's.</summary>
    public static IReadOnlyList<SqlServerMessage> In(Exception exception) => exception is SqlException error ? Read(error.Errors) : [];

    /// <summary>Calls back for each message that is no error: PRINT, RAISERROR up to severity 10, STATISTICS IO, USE. May be called on any thread, while a statement runs.</summary>
    public static void OnInfo(DbConnection connection, Action<SqlServerMessage> message) => ((SqlConnection)connection).InfoMessage += (_, sent) =>
    {
        foreach (var one in Read(sent.Errors)) message(one);
    };

    private static IReadOnlyList<SqlServerMessage> Read(SqlErrorCollection errors) =>
        [.. errors.Cast<SqlError>().Select(error => new SqlServerMessage(error.Number, error.State, error.Class, error.LineNumber, error.Procedure ?? "", error.Message))];
}
