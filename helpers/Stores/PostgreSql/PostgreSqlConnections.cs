using System.Collections.Concurrent;
using Npgsql;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>Opens connections to PostgreSQL.</summary>
internal static class PostgreSqlConnections
{
    private static readonly ConcurrentDictionary<(StoreEndpoint Endpoint, bool Pooling), NpgsqlDataSource> Sources = new();

    /// <param name="endpoint">The server.</param>
    /// <param name="pooling">False for a connection whose end is the end of its server process.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<NpgsqlConnection> OpenAsync(StoreEndpoint endpoint, bool pooling, CancellationToken cancellationToken) =>
        await Sources.GetOrAdd((endpoint, pooling), key => Source(key.Endpoint, key.Pooling)).OpenConnectionAsync(cancellationToken);

    /// <summary>For those who hand a connection string to another library.</summary>
    public static string ConnectionString(StoreEndpoint endpoint, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = endpoint.Host,
        Port = endpoint.Port,
        Username = endpoint.User,
        Password = endpoint.Password,
        Database = endpoint.Database,
        Pooling = pooling,
        // A cell waits as long as its statement takes; who is tired of it interrupts.
        CommandTimeout = 0,
        Timeout = 5,
        ApplicationName = "storage-course",
        IncludeErrorDetail = true,
    }.ConnectionString;

    private static NpgsqlDataSource Source(StoreEndpoint endpoint, bool pooling) => NpgsqlDataSource.Create(ConnectionString(endpoint, pooling));
}
