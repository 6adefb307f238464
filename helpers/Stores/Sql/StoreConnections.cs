using System.Data.Common;
using StorageCourse.Stores.Sql;

namespace StorageCourse;

/// <summary>Connections to the lab's SQL servers, for C# cells: with Dapper, or as they are.</summary>
public static class StoreConnections
{
    /// <summary>Opens a connection of the store's own driver; dispose it when done.</summary>
    /// <param name="endpoint">A server of a store that speaks SQL.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NotSupportedException">The store has no SQL.</exception>
    /// <exception cref="DbException">The server refuses, or does not answer.</exception>
    public static async Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return await SqlDrivers.Of(endpoint).OpenAsync(endpoint, cancellationToken);
    }

    /// <inheritdoc cref="OpenAsync(StoreEndpoint, CancellationToken)"/>
    /// <param name="server">One of the lab's.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static Task<DbConnection> OpenAsync(this StoreServer server, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        return OpenAsync(server.Endpoint, cancellationToken);
    }

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
