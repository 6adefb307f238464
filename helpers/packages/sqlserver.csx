#r "nuget: Microsoft.Data.SqlClient, 6.1.5"

using System;
using System.Collections.Generic;
using System.Data;
using System.Data.Common;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.SqlClient;

/// <summary>Microsoft.Data.SqlClient as the course's driver for SQL Server: of #!mssql cells, of the lab and of the shop's loader.</summary>
public sealed class SqlClientDriver : StorageCourse.IMsSqlDriver
{
    public DbConnection Create(string connectionString) => new SqlConnection(connectionString);

    public void OnMessage(DbConnection connection, Action<StorageCourse.MsSqlMessage> message) =>
        ((SqlConnection)connection).InfoMessage += (_, sent) =>
        {
            foreach (SqlError error in sent.Errors) message(Read(error));
        };

    public IReadOnlyList<StorageCourse.MsSqlMessage> Errors(Exception exception) =>
        exception is SqlException error ? error.Errors.Cast<SqlError>().Select(Read).ToList() : new List<StorageCourse.MsSqlMessage>();

    public async Task BulkCopyAsync(DbConnection connection, string table, DataTable rows, CancellationToken cancellationToken)
    {
        using (var copy = new SqlBulkCopy((SqlConnection)connection, SqlBulkCopyOptions.TableLock | SqlBulkCopyOptions.UseInternalTransaction, null))
        {
            copy.DestinationTableName = table;
            copy.BulkCopyTimeout = 0;
            await copy.WriteToServerAsync(rows, cancellationToken);
        }
    }

    private static StorageCourse.MsSqlMessage Read(SqlError error) =>
        new StorageCourse.MsSqlMessage(error.Number, error.State, error.Class, error.LineNumber, error.Procedure ?? "", error.Message);
}

/// <summary>SQL Server from C# cells.</summary>
public static class SqlServer
{
    /// <summary>Opens a SqlConnection to a lab's SQL Server; dispose it when done. <c>lab.SqlServer.OpenAsync()</c> gives the same as a DbConnection.</summary>
    public static async Task<SqlConnection> ConnectAsync(StorageCourse.StoreServer server) => (SqlConnection)await server.OpenAsync();
}

StorageCourse.MsSqlDrivers.Register(new SqlClientDriver());
