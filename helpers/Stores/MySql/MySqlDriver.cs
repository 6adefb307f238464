using System.Data.Common;
using StorageCourse.Stores.Loading;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.MySql;

/// <summary>MySQL by MySqlConnector.</summary>
internal sealed class MySqlDriver : ISqlDriver
{
    public string Store => "mysql";

    public string Title => "MySQL";

    public string Package => "MySqlConnector";

    /// <remarks>Constraints are indexes here and nothing more; one that a table declares without a name has its column's.</remarks>
    public string AddedIndexes =>
        "select index_name from information_schema.statistics where table_schema = database() and table_name = @table "
        + "group by index_name, non_unique having index_name <> 'PRIMARY' and not (non_unique = 0 and index_name = min(column_name) and count(*) = 1) order by 1";

    public bool Owns(DbConnection connection) => MySqlConnections.Owns(connection);

    public Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) => MySqlConnections.OpenAsync(endpoint, forCells: false, cancellationToken);

    public Task LoadAsync(DbConnection connection, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken) =>
        MySqlLoader.LoadAsync(connection, tables, loaded, cancellationToken);

    public async Task<string> ExplainAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"analyze format=json {sql}";
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public string DropIndex(string table, string index) => $"alter table {table} drop index `{index}`";

    public ScheduleDialect Schedules(StoreEndpoint endpoint)
    {
        var version = $"{endpoint.Version.Major}.{endpoint.Version.Minor}";
        return endpoint.Flavor == "mariadb" ? new MariaDbSchedules { Title = $"MariaDB {version}" } : new MySqlSchedules { Title = $"MySQL {version}" };
    }
}
