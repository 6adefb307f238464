using System.Data.Common;
using System.Globalization;
using System.Text;
using StorageCourse.Stores.Loading;

namespace StorageCourse.Stores.MySql;

/// <summary>Loads the shop into MariaDB or MySQL by INSERT statements of many rows.</summary>
/// <remarks>
/// LOAD DATA would need a right and a setting (FILE or local_infile) that an attached server need not grant.
/// Foreign keys are left out: these servers would make an index for each of them, and chapter 06 asks what it is like without.
/// </remarks>
internal static class MySqlLoader
{
    /// <summary>Below the smallest default of max_allowed_packet (4 MiB in MySQL 5.7, 16 MiB in MariaDB 10.6).</summary>
    private const int StatementBytes = 1 << 20;

    /// <summary>Replaces the shop's tables.</summary>
    public static async Task LoadAsync(DbConnection connection, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken)
    {
        foreach (var table in tables.Reverse()) await RunAsync(connection, $"drop table if exists {table.Name}", cancellationToken);
        foreach (var table in tables)
        {
            string[] parts = [.. table.Columns.Select(Declare), $"primary key ({table.PrimaryKey})", .. table.Constraints];
            await RunAsync(connection,
                $"create table {table.Name} ({string.Join(", ", parts)}) engine=InnoDB default character set utf8mb4 collate utf8mb4_bin",
                cancellationToken);
            await RunAsync(connection, "start transaction", cancellationToken);
            await InsertAsync(connection, table, loaded, cancellationToken);
            await RunAsync(connection, "commit", cancellationToken);
        }

        await RunAsync(connection, $"analyze table {string.Join(", ", tables.Select(table => table.Name))}", cancellationToken);
    }

    private static string Declare(TableField column) => $"{column.Name} {TypeName(column.Type)}{(column.Nullable ? " null" : " not null")}";

    private static async Task InsertAsync(DbConnection connection, TableData table, Action<int> loaded, CancellationToken cancellationToken)
    {
        var head = $"insert into {table.Name} values ";
        var sql = new StringBuilder(head, StatementBytes + 4_096);
        var count = 0;
        foreach (var row in table.Rows)
        {
            sql.Append(count++ == 0 ? "(" : ",(");
            for (var i = 0; i < row.Length; i++)
            {
                if (i > 0) sql.Append(',');
                AppendLiteral(sql, row[i]);
            }

            sql.Append(')');
            if (sql.Length * 2 < StatementBytes) continue;
            await SendAsync();
        }

        if (count > 0) await SendAsync();

        async Task SendAsync()
        {
            await RunAsync(connection, sql.ToString(), cancellationToken);
            loaded(count);
            sql.Clear().Append(head);
            count = 0;
        }
    }

    private static void AppendLiteral(StringBuilder sql, object? value)
    {
        switch (value)
        {
            case null:
                sql.Append("null");
                break;
            case string text:
                // The generator's words hold no backslash, so doubling quotes is enough in every sql_mode.
                sql.Append('\'').Append(text.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
                break;
            case DateTime time:
                sql.Append(CultureInfo.InvariantCulture, $"'{time:yyyy-MM-dd HH:mm:ss}'");
                break;
            case DateOnly date:
                sql.Append(CultureInfo.InvariantCulture, $"'{date:yyyy-MM-dd}'");
                break;
            default:
                sql.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
        }
    }

    private static string TypeName(ColumnType type) => type switch
    {
        ColumnType.Small => "smallint",
        ColumnType.Int => "int",
        ColumnType.Long => "bigint",
        ColumnType.Money => "decimal(10, 2)",
        ColumnType.Code => "char(2)",
        ColumnType.LongText => "text",
        ColumnType.Json => "json",
        ColumnType.Date => "date",
        ColumnType.Time => "datetime",
        _ => "varchar(255)",
    };

    private static async Task RunAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
