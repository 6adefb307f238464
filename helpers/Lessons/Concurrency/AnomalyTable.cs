using Dapper;

namespace StorageCourse.Lessons.Concurrency;

/// <summary>The two rows that every anomaly is tried on.</summary>
internal static class AnomalyTable
{
    public static async Task ResetAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var connection = await StoreConnections.OpenAsync(endpoint, cancellationToken);
        var engine = endpoint.Store == "mysql" ? " engine = InnoDB" : "";
        var exists = await connection.ExecuteScalarAsync<long>($"select count(*) from information_schema.tables where table_name = '{Anomaly.Table}' and table_schema = {(endpoint.Store == "mysql" ? "database()" : "current_schema()")}") > 0;
        if (!exists) await connection.ExecuteAsync($"create table {Anomaly.Table} (id int primary key, value int not null){engine}");
        await connection.ExecuteAsync($"delete from {Anomaly.Table}");
        await connection.ExecuteAsync($"insert into {Anomaly.Table} values (1, 10), (2, 20)");
    }
}
