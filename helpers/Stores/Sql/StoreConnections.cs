using System.Data.Common;
using StorageCourse.Stores.MySql;
using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse;

/// <summary>Connections to the lab's SQL servers, for C# cells: with Dapper, or as they are.</summary>
public static class StoreConnections
{
    /// <summary>Opens a connection of the store's driver (NpgsqlConnection, MySqlConnection, SqlConnection); dispose it when done. PostgreSQL's and SQL Server's are pooled.</summary>
    /// <param name="endpoint">A server of a store that speaks SQL: postgres, mysql or mssql.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NotSupportedException">The store has no SQL.</exception>
    /// <exception cref="DbException">The server refuses, or does not answer.</exception>
    public static async Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Store switch
        {
            "postgres" => await PostgreSqlConnections.OpenAsync(endpoint, pooling: true, cancellationToken),
            "mysql" => await MySqlConnections.OpenAsync(endpoint, forCells: false, cancellationToken),
            "mssql" => await MsSqlConnections.OpenAsync(endpoint, pooling: true, cancellationToken),
            var store => throw new NotSupportedException($"expected a store that speaks SQL (postgres, mysql, mssql), got {store}"),
        };
    }

    /// <inheritdoc cref="OpenAsync(StoreEndpoint, CancellationToken)"/>
    /// <param name="server">The lab's server: <c>await lab.Postgres.OpenAsync()</c>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static Task<DbConnection> OpenAsync(this StoreServer server, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        return OpenAsync(server.Endpoint, cancellationToken);
    }

    /// <summary>What to say of a connection of a driver that the course does not use.</summary>
    internal static NotSupportedException Unknown(DbConnection connection) =>
        new($"expected a connection of Npgsql, MySqlConnector or Microsoft.Data.SqlClient, got a {connection.GetType().FullName}");

    /// <summary>Opens a connection that a driver has made; one that can't be opened is disposed.</summary>
    internal static async Task<DbConnection> OpenedAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
