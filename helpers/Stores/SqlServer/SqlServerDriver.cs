using System.Data.Common;
using StorageCourse.Stores.Loading;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.SqlServer;

/// <summary>SQL Server by Microsoft.Data.SqlClient.</summary>
internal sealed class SqlServerDriver : ISqlDriver
{
    public string Store => "mssql";

    public string Title => "SQL Server";

    public string Package => "Microsoft.Data.SqlClient";

    public string AddedIndexes =>
        "select quotename(name) from sys.indexes where object_id = object_id(@table) and name is not null and is_primary_key = 0 and is_unique_constraint = 0 order by 1";

    public bool Owns(DbConnection connection) => SqlServerConnections.Owns(connection);

    public Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) => SqlServerConnections.OpenAsync(endpoint, pooling: true, cancellationToken);

    public Task LoadAsync(DbConnection connection, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken) =>
        SqlServerLoader.LoadAsync(connection, tables, loaded, cancellationToken);

    public Task<string> ExplainAsync(DbConnection connection, string sql, CancellationToken cancellationToken) => SqlServerPlan.RunAsync(connection, sql, cancellationToken);

    public string DropIndex(string table, string index) => $"drop index {index} on {table}";

    public ScheduleDialect Schedules(StoreEndpoint endpoint) => new SqlServerSchedules { Title = $"SQL Server {endpoint.Version.Major}.{endpoint.Version.Minor}" };
}
