using System.Data.Common;
using StorageCourse.Stores.Loading;

namespace StorageCourse.Stores.Sql;

/// <summary>What a server that speaks SQL does by its driver, for C# and for the course's own tools.</summary>
internal interface ISqlDriver
{
    /// <summary>The lab's name of the store.</summary>
    string Store { get; }

    /// <summary>The product's own name.</summary>
    string Title { get; }

    /// <summary>The driver's package.</summary>
    string Package { get; }

    /// <summary>Whether a connection is this driver's. Asking loads no other driver.</summary>
    bool Owns(DbConnection connection);

    /// <summary>Opens a connection as C# cells want it; one that can be pooled is.</summary>
    Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Replaces tables, as they are described, with their rows and keys.</summary>
    /// <param name="connection">An open connection of this driver.</param>
    /// <param name="tables">Those that others refer to first.</param>
    /// <param name="loaded">Told how many rows more are in.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task LoadAsync(DbConnection connection, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken);

    /// <summary>Runs a statement, and says how in a text that the store's plan reader knows.</summary>
    Task<string> ExplainAsync(DbConnection connection, string sql, CancellationToken cancellationToken);

    /// <summary>A query for the names of a table's indexes that no constraint lives by, as SQL writes them; @table is the table.</summary>
    string AddedIndexes { get; }

    /// <summary>The statement that removes one of them.</summary>
    string DropIndex(string table, string index);

    /// <summary>How sessions meet on a server.</summary>
    ScheduleDialect Schedules(StoreEndpoint endpoint);
}

/// <summary>The drivers of all stores that speak SQL, which the list of stores hands in.</summary>
internal static class SqlDrivers
{
    public static IReadOnlyList<ISqlDriver> All { get; internal set; } = [];

    /// <exception cref="NotSupportedException">The store has no SQL.</exception>
    public static ISqlDriver Of(StoreEndpoint endpoint) => All.FirstOrDefault(driver => driver.Store == endpoint.Store)
        ?? throw new NotSupportedException($"expected a store that speaks SQL ({string.Join(", ", All.Select(driver => driver.Store))}), got {endpoint.Store}");

    /// <exception cref="NotSupportedException">The connection is of a driver that the course does not use.</exception>
    public static ISqlDriver Of(DbConnection connection) => All.FirstOrDefault(driver => driver.Owns(connection))
        ?? throw new NotSupportedException($"expected a connection of {string.Join(" or ", All.Select(driver => driver.Package))}, got a {connection.GetType().FullName}");
}
