using System.Data.Common;
using StorageCourse.Cells.MariaDb;

namespace StorageCourse;

/// <summary>Which ADO.NET driver speaks to MariaDB and MySQL: MySqlConnector once a notebook has brought it, else MariaDB Connector/C.</summary>
public static class MySqlDrivers
{
    private static Func<string, DbConnection>? registered;

    /// <summary>Prefers another driver from now on, for instance <c>connectionString =&gt; new MySqlConnection(connectionString)</c>.</summary>
    public static void Register(Func<string, DbConnection> driver) => registered = driver;

    /// <summary>The connection string that a driver gets.</summary>
    internal static string ConnectionString(StoreEndpoint endpoint) => new DbConnectionStringBuilder
    {
        ["Server"] = endpoint.Host,
        ["Port"] = endpoint.Port,
        ["User ID"] = endpoint.User,
        ["Password"] = endpoint.Password,
        ["Database"] = endpoint.Database,
        // MySqlConnector's own: @x is a variable of the server, and a cell waits as long as its statement takes.
        ["AllowUserVariables"] = true,
        ["AllowPublicKeyRetrieval"] = true,
        ["DefaultCommandTimeout"] = 0,
    }.ConnectionString;

    internal static async Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        var connection = registered is { } driver ? driver(ConnectionString(endpoint)) : new MariaDbConnection(ConnectionString(endpoint));
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
