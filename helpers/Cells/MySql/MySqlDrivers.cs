using System.Data.Common;
using StorageCourse.Cells.MariaDb;

namespace StorageCourse;

/// <summary>Which ADO.NET driver speaks to MariaDB and MySQL: MySqlConnector once a notebook has brought it, else MariaDB Connector/C.</summary>
public static class MySqlDrivers
{
    /// <summary>The one that a notebook has brought, or null.</summary>
    internal static MySqlDriver? Registered { get; private set; }

    /// <summary>Prefers another driver for every connection that is opened from now on.</summary>
    public static void Register(MySqlDriver driver) => Registered = driver;

    /// <summary>The connection string that a driver gets.</summary>
    /// <param name="endpoint">The server.</param>
    /// <param name="forCells">For <c>#!mysql</c> cells, which also show dates that C# can't hold.</param>
    internal static string ConnectionString(StoreEndpoint endpoint, bool forCells)
    {
        var settings = new DbConnectionStringBuilder
        {
            ["Server"] = endpoint.Host,
            ["Port"] = endpoint.Port,
            ["User ID"] = endpoint.User,
            ["Password"] = endpoint.Password,
            ["Database"] = endpoint.Database,
            // The rest is MySqlConnector's. @x is a variable of the server, and a cell waits as long as its statement takes.
            ["AllowUserVariables"] = true,
            ["AllowPublicKeyRetrieval"] = true,
            ["DefaultCommandTimeout"] = 0,
            ["ConnectionTimeout"] = 5,
            // So that the course reads the same whichever driver there is: one connection a session, rows that were
            // changed (not found), and text that stays text.
            ["Pooling"] = false,
            ["UseAffectedRows"] = true,
            ["GuidFormat"] = "None",
        };
        if (forCells) settings["AllowZeroDateTime"] = true;
        return settings.ConnectionString;
    }

    internal static Task<DbConnection> OpenAsync(StoreEndpoint endpoint, bool forCells, CancellationToken cancellationToken)
    {
        var text = ConnectionString(endpoint, forCells);
        return StoreConnections.OpenedAsync(Registered?.Connect(text) ?? new MariaDbConnection(text), cancellationToken);
    }
}
