using StorageCourse.Labs;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Loading;
using StorageCourse.Stores.Plans;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores;

/// <summary>What a store's room answers to the rest of the course. What a store has not, it leaves out.</summary>
internal interface IStore
{
    /// <summary>The product's own name.</summary>
    string Title { get; }

    /// <summary>How its servers are found, started and reached.</summary>
    IStoreRecipe Recipe { get; }

    /// <summary>The language of its cells, with no session open.</summary>
    IStoreLanguage CreateLanguage();

    /// <summary>What it does as a server that speaks SQL; null where it does not.</summary>
    ISqlDriver? Sql => null;

    /// <summary>Reads what it says when it explains a query; null where it explains none.</summary>
    IPlanReader? Plans => null;

    /// <summary>Replaces tables, or what the store has in their place, with their rows.</summary>
    /// <param name="server">One of this store's.</param>
    /// <param name="tables">Those that others refer to first.</param>
    /// <param name="loaded">Told how many rows more are in.</param>
    /// <param name="cancellationToken">Ends it; what is in may stay.</param>
    /// <exception cref="NotSupportedException">The store takes no tables.</exception>
    async Task LoadAsync(StoreServer server, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken)
    {
        if (Sql is not { } driver) throw new NotSupportedException($"{Title} takes no tables");
        await using var connection = await driver.OpenAsync(server.Endpoint, cancellationToken);
        await driver.LoadAsync(connection, tables, loaded, cancellationToken);
    }

    /// <summary>Says how values of its driver are shown, once the driver is loaded.</summary>
    void RegisterForms()
    {
    }
}
