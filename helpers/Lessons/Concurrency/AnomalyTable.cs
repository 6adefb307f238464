using Dapper;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Lessons.Concurrency;

/// <summary>The two rows that every anomaly is tried on.</summary>
internal static class AnomalyTable
{
    public static async Task ResetAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        await using var connection = await StoreConnections.OpenAsync(endpoint, cancellationToken);
        var dialect = SqlDrivers.Of(endpoint).Schedules(endpoint);
        var exists = await connection.ExecuteScalarAsync<long>($"select count(*) from information_schema.tables where table_name = '{Anomaly.Table}' and table_schema = {dialect.CurrentSchema}") > 0;
        if (!exists) await connection.ExecuteAsync($"create table {Anomaly.Table} (id int primary key, value int not null){dialect.TableOptions}");
        await connection.ExecuteAsync($"delete from {Anomaly.Table}");
        await connection.ExecuteAsync($"insert into {Anomaly.Table} values (1, 10), (2, 20)");
    }
}
