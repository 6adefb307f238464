using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;

namespace StorageCourse.Stores.SqlServer;

/// <summary>Opens connections to SQL Server.</summary>
internal static class SqlServerConnections
{
    /// <param name="endpoint">A SQL Server.</param>
    /// <param name="pooling">Whether closed connections are kept for the next one; a cell's session wants a connection of its own.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static Task<DbConnection> OpenAsync(StoreEndpoint endpoint, bool pooling, CancellationToken cancellationToken) =>
        StoreConnections.OpenedAsync(new SqlConnection(ConnectionString(endpoint, pooling)), cancellationToken);

    /// <summary>Whether a connection is one to SQL Server. Who asks about another's loads no driver for it before that.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Owns(DbConnection connection) => connection is SqlConnection;

    public static string ConnectionString(StoreEndpoint endpoint, bool pooling)
    {
        // What the learner's own connection string said of encryption stays. On this machine the server's certificate is its own, which nobody vouches for.
        var text = new SqlConnectionStringBuilder(endpoint.UriOptions);
        if (!text.ShouldSerialize("TrustServerCertificate") && endpoint.Host is "127.0.0.1" or "localhost" or "::1") text.TrustServerCertificate = true;
        text.DataSource = string.Create(CultureInfo.InvariantCulture, $"{endpoint.Host},{endpoint.Port}");
        text.UserID = endpoint.User;
        text.Password = endpoint.Password;
        text.InitialCatalog = endpoint.Database;
        text.ApplicationName = "storage-course";
        text.ConnectTimeout = 15;
        // A cell waits as long as its statement takes.
        text.CommandTimeout = 0;
        text.Pooling = pooling;
        return text.ConnectionString;
    }
}
