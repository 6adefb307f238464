using System.Data.Common;
using System.Globalization;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Lessons.Shops;
using StorageCourse.Stores;
using StorageCourse.Stores.Loading;
using StorageCourse.Stores.Sql;

namespace StorageCourse;

/// <summary>
/// The data of the whole course: a shop with customers, products, orders, order_items, reviews and page_views, and a partner's dirty list
/// (customer_imports). The same rows in every store and at every run.
/// </summary>
/// <remarks>
/// The data runs from 2023 to 2025. Some products sell far more than others, some customers order far more, December is three times February.
/// A NULL always means something; see the record of its table.
/// </remarks>
public static partial class Shop
{
    /// <summary>The customers, in order of their id.</summary>
    public static IEnumerable<Customer> Customers(Scale scale = Scale.S) => new ShopGenerator(scale).Customers();

    /// <summary>The products, in order of their id.</summary>
    public static IEnumerable<Product> Products(Scale scale = Scale.S) => new ShopGenerator(scale).Products();

    /// <summary>The orders, in order of their id and time.</summary>
    public static IEnumerable<Order> Orders(Scale scale = Scale.S) => new ShopGenerator(scale).Orders();

    /// <summary>The items of all orders, in order of order and line.</summary>
    public static IEnumerable<OrderItem> OrderItems(Scale scale = Scale.S) => new ShopGenerator(scale).OrderItems();

    /// <summary>The reviews, in order of their id.</summary>
    public static IEnumerable<Review> Reviews(Scale scale = Scale.S) => new ShopGenerator(scale).Reviews();

    /// <summary>The views, in order of their id and time.</summary>
    public static IEnumerable<PageView> PageViews(Scale scale = Scale.S) => new ShopGenerator(scale).PageViews();

    /// <summary>The dirty list.</summary>
    public static IEnumerable<CustomerImport> CustomerImports(Scale scale = Scale.S) => new ShopGenerator(scale).CustomerImports();

    /// <summary>
    /// Loads the shop anew into a server of the lab and returns a table of what was loaded. What an earlier load made is replaced, with all
    /// that was added to it: rows, indexes, views that depend on them. So a chapter that begins with it can be run again from the top.
    /// </summary>
    /// <remarks>A store without tables says in its own loader what it makes of them: documents, hashes. A NULL is then a field that is not there.</remarks>
    /// <param name="server">One of the lab's: <c>lab["name"]</c>, or by its store's property.</param>
    /// <param name="scale">How large.</param>
    /// <param name="tables">Only these, for instance "orders"; what they refer to is loaded too. None named: all.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    /// <exception cref="NotSupportedException">The store takes no tables.</exception>
    public static Task<Table> LoadAsync(StoreServer server, Scale scale = Scale.S, params string[] tables)
    {
        ArgumentNullException.ThrowIfNull(server);
        var store = AllStores.Of(server.Endpoint);
        return LoadAsync(store.Title, scale, tables, (chosen, loaded) => store.LoadAsync(server, chosen, loaded, CancellationToken.None));
    }

    /// <summary>Loads the shop anew through an open connection, as into a server of the lab.</summary>
    /// <param name="connection">An open connection of a driver that the course uses, to a database that may be written to.</param>
    /// <param name="scale">How large.</param>
    /// <param name="tables">Only these, for instance "orders"; what they refer to is loaded too. None named: all.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    /// <exception cref="NotSupportedException">The connection is another driver's.</exception>
    public static Task<Table> LoadAsync(DbConnection connection, Scale scale = Scale.S, params string[] tables) =>
        LoadAsync(connection, scale, tables, CancellationToken.None);

    /// <inheritdoc cref="LoadAsync(DbConnection, Scale, string[])"/>
    public static Task<Table> LoadAsync(DbConnection connection, Scale scale, string[] tables, CancellationToken cancellationToken)
    {
        var driver = SqlDrivers.Of(connection);
        return LoadAsync(driver.Title, scale, tables, (chosen, loaded) => driver.LoadAsync(connection, chosen, loaded, cancellationToken));
    }

    private static async Task<Table> LoadAsync(string store, Scale scale, string[] tables, Func<TableData[], Action<int>, Task> load)
    {
        var started = TimeProvider.System.GetTimestamp();
        var chosen = Choose(ShopTables.All(new ShopGenerator(scale)), tables);
        using var bar = CourseHost.IsAvailable ? new ProgressBar(CourseHost.Current, $"loading the shop into {store}") : null;
        long all = chosen.Sum(table => table.Count), done = 0;
        void Loaded(int rows) => bar?.Report((double)(done += rows) / all);

        await load(chosen, Loaded);

        return new Table(
            [new("table", ""), new("rows", "")],
            [.. chosen.Select(table => new object?[] { table.Name, table.Count })],
            chosen.Length,
            string.Create(CultureInfo.InvariantCulture,
                $"the shop at scale {scale} in {store}: {all:N0} rows in {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s"));
    }

    /// <summary>Removes all indexes of tables, but not those that a primary key or a unique constraint lives by: a clean slate for the next experiment.</summary>
    /// <param name="connection">An open connection of a driver that the course uses.</param>
    /// <param name="tables">The tables, for instance "orders".</param>
    public static async Task DropIndexesAsync(DbConnection connection, params string[] tables)
    {
        ArgumentNullException.ThrowIfNull(connection);
        foreach (var table in tables) await ShopIndexes.DropAsync(connection, table);
    }

    private static TableData[] Choose(TableData[] all, string[] names)
    {
        if (names.Length == 0) return all;
        var wanted = new HashSet<string>(names, StringComparer.Ordinal);
        if (wanted.FirstOrDefault(name => all.All(table => table.Name != name)) is { } unknown)
            throw new ArgumentException($"expected one of {string.Join(", ", all.Select(table => table.Name))}; got \"{unknown}\"", nameof(names));

        // Those that others refer to come first, so one pass from the end finds them all.
        foreach (var table in all.Reverse().Where(table => wanted.Contains(table.Name)))
            wanted.UnionWith(table.References.Select(key => key.Table));
        return [.. all.Where(table => wanted.Contains(table.Name))];
    }
}
