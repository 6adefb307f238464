using Npgsql;
using NpgsqlTypes;
using StorageCourse.Stores.Loading;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>Loads the shop into PostgreSQL by binary COPY.</summary>
internal static class PostgreSqlLoader
{
    /// <summary>Replaces the shop's tables in one transaction; others see the old shop until the new one is whole.</summary>
    public static async Task LoadAsync(NpgsqlConnection connection, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken)
    {
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await RunAsync(connection, $"drop table if exists {string.Join(", ", tables.Select(table => table.Name))} cascade", cancellationToken);
            foreach (var table in tables)
            {
                await RunAsync(connection, $"create table {table.Name} ({string.Join(", ", table.Columns.Select(Declare))})", cancellationToken);
                await CopyAsync(connection, table, loaded, cancellationToken);
                // Keys come after the rows: an index built in one go is faster made, and denser, than one that grew row by row.
                await RunAsync(connection, $"alter table {table.Name} {string.Join(", ", Keys(table))}", cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }

        // Autovacuum would do this some time in the next minute, in the middle of a measurement.
        await RunAsync(connection, $"vacuum (analyze) {string.Join(", ", tables.Select(table => table.Name))}", cancellationToken);
    }

    private static string Declare(TableField column) => $"{column.Name} {TypeName(column.Type)}{(column.Nullable ? "" : " not null")}";

    private static IEnumerable<string> Keys(TableData table) =>
    [
        $"add primary key ({table.PrimaryKey})",
        .. table.Constraints.Select(constraint => $"add {constraint}"),
        .. table.References.Select(key => $"add foreign key ({key.Column}) references {key.Table}"),
    ];

    private static async Task CopyAsync(NpgsqlConnection connection, TableData table, Action<int> loaded, CancellationToken cancellationToken)
    {
        // FREEZE marks the rows visible to all at once, so that nobody has to come back for it.
        await using var copy = await connection.BeginBinaryImportAsync(
            $"copy {table.Name} from stdin (format binary, freeze)", cancellationToken);
        var types = table.Columns.Select(column => DbType(column.Type)).ToArray();
        var count = 0;
        foreach (var row in table.Rows)
        {
            await copy.StartRowAsync(cancellationToken);
            for (var i = 0; i < row.Length; i++) await WriteAsync(copy, row[i], types[i], cancellationToken);
            if (++count % 5_000 == 0) loaded(5_000);
        }

        loaded(count % 5_000);
        await copy.CompleteAsync(cancellationToken);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object? value, NpgsqlDbType type, CancellationToken cancellationToken) => value switch
    {
        null => copy.WriteNullAsync(cancellationToken),
        int number => copy.WriteAsync(number, type, cancellationToken),
        short number => copy.WriteAsync(number, type, cancellationToken),
        long number => copy.WriteAsync(number, type, cancellationToken),
        decimal number => copy.WriteAsync(number, type, cancellationToken),
        string text => copy.WriteAsync(text, type, cancellationToken),
        DateTime time => copy.WriteAsync(time, type, cancellationToken),
        DateOnly date => copy.WriteAsync(date, type, cancellationToken),
        _ => throw new ArgumentException($"expected a value of the shop, got {value.GetType()}", nameof(value)),
    };

    private static string TypeName(ColumnType type) => type switch
    {
        ColumnType.Small => "smallint",
        ColumnType.Int => "integer",
        ColumnType.Long => "bigint",
        ColumnType.Money => "numeric(10, 2)",
        ColumnType.Code => "char(2)",
        ColumnType.Json => "jsonb",
        ColumnType.Date => "date",
        ColumnType.Time => "timestamptz",
        _ => "text",
    };

    private static NpgsqlDbType DbType(ColumnType type) => type switch
    {
        ColumnType.Small => NpgsqlDbType.Smallint,
        ColumnType.Int => NpgsqlDbType.Integer,
        ColumnType.Long => NpgsqlDbType.Bigint,
        ColumnType.Money => NpgsqlDbType.Numeric,
        ColumnType.Code => NpgsqlDbType.Char,
        ColumnType.Json => NpgsqlDbType.Jsonb,
        ColumnType.Date => NpgsqlDbType.Date,
        ColumnType.Time => NpgsqlDbType.TimestampTz,
        _ => NpgsqlDbType.Text,
    };

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
