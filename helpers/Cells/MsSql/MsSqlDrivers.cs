using System.Data.Common;
using System.Globalization;
using StorageCourse.Host;
using StorageCourse.Labs;

namespace StorageCourse;

/// <summary>Which ADO.NET driver speaks to SQL Server: none, until a notebook has brought one.</summary>
public static class MsSqlDrivers
{
    private static readonly SemaphoreSlim Loading = new(1, 1);
    private static IMsSqlDriver? registered;
    private static Type? connections;

    /// <summary>What to do where no driver is there.</summary>
    internal const string HowToGet = "no driver for SQL Server is loaded: run the cell with #!import ../helpers/packages/sqlserver.csx first, which restores Microsoft.Data.SqlClient";

    /// <summary>Whether a driver was registered.</summary>
    public static bool IsRegistered => registered is not null;

    /// <summary>Uses a driver from now on.</summary>
    public static void Register(IMsSqlDriver driver)
    {
        ArgumentNullException.ThrowIfNull(driver);
        registered = driver;
        using var sample = driver.Create("");
        connections = sample.GetType();
    }

    /// <summary>The registered driver.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says how to get one.</exception>
    internal static IMsSqlDriver Current => registered ?? throw new InvalidOperationException(HowToGet);

    /// <summary>Has the engine load packages/sqlserver.csx, where no driver is there yet.</summary>
    /// <returns>Why there is still none; null where there is one.</returns>
    internal static async Task<string?> WhyMissingAsync(CancellationToken cancellationToken)
    {
        if (IsRegistered || !CourseHost.IsAvailable) return null;
        await Loading.WaitAsync(cancellationToken);
        try
        {
            if (IsRegistered) return null;
            await PackageScript.RunAsync("sqlserver.csx", cancellationToken);
            return IsRegistered ? null : HowToGet;
        }
        catch (CellException error)
        {
            return $"{error.Message} ({HowToGet})";
        }
        finally
        {
            Loading.Release();
        }
    }

    /// <summary>Whether a connection is the registered driver's.</summary>
    internal static bool Owns(DbConnection connection) => connection.GetType() == connections;

    /// <summary>The connection string that a driver gets.</summary>
    /// <param name="endpoint">A SQL Server.</param>
    /// <param name="pooling">Whether closed connections are kept for the next one; a cell's session wants a connection of its own.</param>
    internal static string ConnectionString(StoreEndpoint endpoint, bool pooling)
    {
        // What the learner's own connection string said of encryption stays. On this machine the server's certificate is its own, which nobody vouches for.
        var text = new DbConnectionStringBuilder { ConnectionString = endpoint.UriOptions };
        if (!text.ContainsKey("TrustServerCertificate") && endpoint.Host is "127.0.0.1" or "localhost" or "::1") text["TrustServerCertificate"] = true;
        text["Server"] = string.Create(CultureInfo.InvariantCulture, $"{endpoint.Host},{endpoint.Port}");
        text["User ID"] = endpoint.User;
        text["Password"] = endpoint.Password;
        text["Database"] = endpoint.Database;
        text["Application Name"] = "storage-course";
        text["Connect Timeout"] = 15;
        // A cell waits as long as its statement takes.
        text["Command Timeout"] = 0;
        if (!pooling) text["Pooling"] = false;
        return text.ConnectionString;
    }

    internal static Task<DbConnection> OpenAsync(StoreEndpoint endpoint, bool pooling, CancellationToken cancellationToken) =>
        StoreConnections.OpenedAsync(Current.Create(ConnectionString(endpoint, pooling)), cancellationToken);
}
