using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;
using StorageCourse.Stores.Loading;

namespace StorageCourse.Stores.SqlServer;

/// <summary>Loads the shop into SQL Server by its protocol's bulk load.</summary>
/// <remarks>
/// Texts are nvarchar in the database's own collation, which by default does not tell capitals from small letters. Foreign keys make no index here, as in PostgreSQL.
/// </remarks>
internal static class SqlServerLoader
{
    private const int RowsAtOnce = 10_000;

    /// <summary>Replaces the shop's tables.</summary>
    public static async Task LoadAsync(DbConnection connection, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Reverse()) await DropAsync(connection, table.Name, cancellationToken);
        foreach (var table in tables)
        {
            // The rows come in the order of their key, so the clustered index grows at its end.
            string[] parts = [.. table.Columns.Select(Declare), $"constraint PK_{table.Name} primary key clustered ({table.PrimaryKey})"];
            await RunAsync(connection, $"create table {table.Name} ({string.Join(", ", parts)})", cancellationToken);
            await CopyAsync(connection, table, loaded, cancellationToken);
            string[] keys = [.. table.Constraints, .. table.References.Select(key => $"foreign key ({key.Column}) references {key.Table} (id)")];
            foreach (var key in keys) await RunAsync(connection, $"alter table {table.Name} with check add {key}", cancellationToken);
        }
    }

    /// <summary>A table that others refer to can't be dropped: their foreign keys go first.</summary>
    private static Task DropAsync(DbConnection connection, string table, CancellationToken cancellationToken) => RunAsync(connection, $"""
        declare @keys nvarchar(max) = N'';
        select @keys += N'alter table ' + quotename(object_schema_name(parent_object_id)) + N'.' + quotename(object_name(parent_object_id)) + N' drop constraint ' + quotename(name) + N';'
        from sys.foreign_keys where referenced_object_id = object_id(N'{table}');
        exec sp_executesql @keys;
        drop table if exists {table};
        """, cancellationToken);

    private static async Task CopyAsync(DbConnection connection, TableData table, Action<int> loaded, CancellationToken cancellationToken)
    {
        using var rows = new DataTable();
        using var copy = new SqlBulkCopy((SqlConnection)connection, SqlBulkCopyOptions.TableLock | SqlBulkCopyOptions.UseInternalTransaction, null)
        {
            DestinationTableName = table.Name,
            BulkCopyTimeout = 0,
        };
        foreach (var column in table.Columns) rows.Columns.Add(column.Name, ClrType(column.Type));
        foreach (var row in table.Rows)
        {
            rows.Rows.Add([.. row.Select(value => value is DateOnly date ? date.ToDateTime(TimeOnly.MinValue) : value ?? DBNull.Value)]);
            if (rows.Rows.Count == RowsAtOnce) await SendAsync();
        }

        if (rows.Rows.Count > 0) await SendAsync();

        async Task SendAsync()
        {
            await copy.WriteToServerAsync(rows, cancellationToken);
            loaded(rows.Rows.Count);
            rows.Clear();
        }
    }

    private static string Declare(TableField column) => $"{column.Name} {TypeName(column.Type)}{(column.Nullable ? " null" : " not null")}";

    private static string TypeName(ColumnType type) => type switch
    {
        ColumnType.Small => "smallint",
        ColumnType.Int => "int",
        ColumnType.Long => "bigint",
        ColumnType.Money => "decimal(10, 2)",
        ColumnType.Code => "char(2)",
        ColumnType.LongText or ColumnType.Json => "nvarchar(max)",
        ColumnType.Date => "date",
        ColumnType.Time => "datetime2(0)",
        _ => "nvarchar(255)",
    };

    private static Type ClrType(ColumnType type) => type switch
    {
        ColumnType.Small => typeof(short),
        ColumnType.Int => typeof(int),
        ColumnType.Long => typeof(long),
        ColumnType.Money => typeof(decimal),
        ColumnType.Date or ColumnType.Time => typeof(DateTime),
        _ => typeof(string),
    };

    private static async Task RunAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
