using System.Data.Common;
using Npgsql;
using StorageCourse.Stores.Loading;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>PostgreSQL by Npgsql.</summary>
internal sealed class PostgreSqlDriver : ISqlDriver
{
    public string Store => "postgres";

    public string Title => "PostgreSQL";

    public string Package => "Npgsql";

    public string AddedIndexes =>
        "select i.indexrelid::regclass::text from pg_index i where i.indrelid = to_regclass(@table) "
        + "and not exists (select from pg_constraint c where c.conindid = i.indexrelid) order by 1";

    public bool Owns(DbConnection connection) => connection is NpgsqlConnection;

    public async Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) => await PostgreSqlConnections.OpenAsync(endpoint, pooling: true, cancellationToken);

    public Task LoadAsync(DbConnection connection, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken) =>
        PostgreSqlLoader.LoadAsync((NpgsqlConnection)connection, tables, loaded, cancellationToken);

    public async Task<string> ExplainAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"explain (analyze, buffers, wal, format json) {sql}";
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public string DropIndex(string table, string index) => $"drop index {index}";

    public ScheduleDialect Schedules(StoreEndpoint endpoint) => new PostgreSqlSchedules { Title = $"PostgreSQL {endpoint.Version.Major}" };
}
