using System.Data.Common;
using Npgsql;
using StorageCourse.Stores.MySql;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Lessons.Shops;

/// <summary>The indexes that were added to a table.</summary>
internal static class ShopIndexes
{
    private const string OfPostgres =
        "select i.indexrelid::regclass::text from pg_index i where i.indrelid = to_regclass(@table) "
        + "and not exists (select from pg_constraint c where c.conindid = i.indexrelid) order by 1";

    /// <summary>The constraints of MySQL are indexes and nothing more; those that the shop declares are not removed.</summary>
    private const string OfMySql =
        "select distinct index_name from information_schema.statistics where table_schema = database() and table_name = @table "
        + "and index_name not in ('PRIMARY', 'email', 'sku') order by 1";

    private const string OfSqlServer =
        "select quotename(name) from sys.indexes where object_id = object_id(@table) and name is not null and is_primary_key = 0 and is_unique_constraint = 0 order by 1";

    /// <summary>The names of the indexes that no constraint lives by, as SQL writes them.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(DbConnection connection, string table)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = connection is NpgsqlConnection ? OfPostgres
            : MySqlConnections.Owns(connection) ? OfMySql
            : MsSqlConnections.Owns(connection) ? OfSqlServer
            : throw StoreConnections.Unknown(connection);
        var parameter = command.CreateParameter();
        parameter.ParameterName = "table";
        parameter.Value = table;
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>Removes them.</summary>
    public static async Task DropAsync(DbConnection connection, string table)
    {
        foreach (var index in await FindAsync(connection, table))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = connection is NpgsqlConnection ? $"drop index {index}"
                : MySqlConnections.Owns(connection) ? $"alter table {table} drop index `{index}`"
                : $"drop index {index} on {table}";
            await command.ExecuteNonQueryAsync();
        }
    }
}
