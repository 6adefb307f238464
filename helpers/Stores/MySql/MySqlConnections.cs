using System.Data.Common;
using System.Runtime.CompilerServices;
using MySqlConnector;

namespace StorageCourse.Stores.MySql;

/// <summary>Opens connections to MariaDB and MySQL.</summary>
internal static class MySqlConnections
{
    /// <param name="endpoint">The server.</param>
    /// <param name="forCells">For <c>#!mysql</c> cells, which show what the server has: dates that C# can't hold, and numbers in a tinyint(1).</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<DbConnection> OpenAsync(StoreEndpoint endpoint, bool forCells, CancellationToken cancellationToken) =>
        await StoreConnections.OpenedAsync(new MySqlConnection(ConnectionString(endpoint, forCells)), cancellationToken);

    /// <summary>Whether a connection is one to MariaDB or MySQL. Who asks about another's loads no driver for it before that.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Owns(DbConnection connection) => connection is MySqlConnection;

    private static string ConnectionString(StoreEndpoint endpoint, bool forCells) => new MySqlConnectionStringBuilder
    {
        Server = endpoint.Host,
        Port = (uint)endpoint.Port,
        UserID = endpoint.User,
        Password = endpoint.Password,
        Database = endpoint.Database,
        // Without TLS, MySQL 8 takes a password only under its own key.
        AllowPublicKeyRetrieval = true,
        // @x is a variable of the server, and a cell waits as long as its statement takes.
        AllowUserVariables = true,
        DefaultCommandTimeout = 0,
        ConnectionTimeout = 5,
        // Counters and sessions are what they seem: a connection is a session of the server and ends with it, rows count where they
        // were changed (not where they were found), and char(36) is text.
        Pooling = false,
        UseAffectedRows = true,
        GuidFormat = MySqlGuidFormat.None,
        AllowZeroDateTime = forCells,
        TreatTinyAsBoolean = !forCells,
    }.ConnectionString;
}
