using System.Data.Common;
using System.Globalization;
using Npgsql;
using StorageCourse.Cells.MsSql;
using StorageCourse.Cells.MySql;
using StorageCourse.Host;
using StorageCourse.Shops;

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

    /// <summary>Loads the shop anew into a server of the lab; see <see cref="LoadAsync(DbConnection, Scale, string[])"/>.</summary>
    /// <remarks>Redis gets a hash for each row, under the table's name and the row's key: <c>orders:4711</c>, <c>order_items:4711:1</c>. A NULL is a field that is not there.</remarks>
    /// <param name="server">The lab's PostgreSQL, MySQL, SQL Server, MongoDB or Redis: <c>lab.Postgres</c>.</param>
    /// <param name="scale">How large.</param>
    /// <param name="tables">Only these tables, and what they refer to. None named: all.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    public static async Task<Table> LoadAsync(StoreServer server, Scale scale = Scale.S, params string[] tables)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (server.Endpoint.Store == "mongo") return await LoadAsync(MongoStore.Of(server), scale, tables);
        if (server.Endpoint.Store == "redis")
        {
            await using var redis = await server.ConnectAsync();
            return await LoadAsync("Redis", scale, tables, (chosen, loaded) => RedisLoader.LoadAsync(redis.GetDatabase(), chosen, loaded, CancellationToken.None));
        }

        await using var connection = await server.OpenAsync();
        return await LoadAsync(connection, scale, tables, CancellationToken.None);
    }

    /// <summary>
    /// Loads the shop anew into MongoDB: a flat collection for each table, with the row's key as <c>_id</c> (of order_items the document <c>{order_id, line}</c>).
    /// A NULL is a field that is not there. Collections of an earlier load are replaced, with their indexes.
    /// </summary>
    /// <param name="mongo">The lab's server: <c>lab.Mongo</c>.</param>
    /// <param name="scale">How large.</param>
    /// <param name="tables">Only these, for instance "orders"; what they refer to is loaded too. None named: all.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    /// <exception cref="Docstore.Bson.MongoError">The server's error.</exception>
    public static Task<Table> LoadAsync(MongoStore mongo, Scale scale = Scale.S, params string[] tables)
    {
        ArgumentNullException.ThrowIfNull(mongo);
        return LoadAsync("MongoDB", scale, tables, (chosen, loaded) => MongoLoader.LoadAsync(mongo, chosen, loaded, CancellationToken.None));
    }

    /// <summary>
    /// Loads the shop anew through an open connection and returns a table of what was loaded. Tables of an earlier load are replaced, with all
    /// that was added to them: rows, indexes, views that depend on them. So a chapter that begins with it can be run again from the top.
    /// </summary>
    /// <param name="connection">An open connection of Npgsql, MySqlConnector or Microsoft.Data.SqlClient, to a database that may be written to.</param>
    /// <param name="scale">How large.</param>
    /// <param name="tables">Only these tables, for instance "orders"; what they refer to is loaded too. None named: all.</param>
    /// <exception cref="ArgumentException">There is no such table.</exception>
    /// <exception cref="NotSupportedException">The connection is another driver's.</exception>
    public static Task<Table> LoadAsync(DbConnection connection, Scale scale = Scale.S, params string[] tables) =>
        LoadAsync(connection, scale, tables, CancellationToken.None);

    /// <inheritdoc cref="LoadAsync(DbConnection, Scale, string[])"/>
    public static Task<Table> LoadAsync(DbConnection connection, Scale scale, string[] tables, CancellationToken cancellationToken) => connection is NpgsqlConnection postgres
        ? LoadAsync("PostgreSQL", scale, tables, (chosen, loaded) => PostgresLoader.LoadAsync(postgres, chosen, loaded, cancellationToken))
        : MySqlConnections.Owns(connection)
        ? LoadAsync("MySQL", scale, tables, (chosen, loaded) => MySqlLoader.LoadAsync(connection, chosen, loaded, cancellationToken))
        : MsSqlConnections.Owns(connection)
        ? LoadAsync("SQL Server", scale, tables, (chosen, loaded) => MsSqlLoader.LoadAsync(connection, chosen, loaded, cancellationToken))
        : throw StoreConnections.Unknown(connection);

    private static async Task<Table> LoadAsync(string store, Scale scale, string[] tables, Func<ShopTable[], Action<int>, Task> load)
    {
        var started = TimeProvider.System.GetTimestamp();
        var chosen = Choose(ShopTable.All(new ShopGenerator(scale)), tables);
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
    /// <param name="connection">An open connection of Npgsql, MySqlConnector or Microsoft.Data.SqlClient.</param>
    /// <param name="tables">The tables, for instance "orders".</param>
    public static async Task DropIndexesAsync(DbConnection connection, params string[] tables)
    {
        ArgumentNullException.ThrowIfNull(connection);
        foreach (var table in tables) await ShopIndexes.DropAsync(connection, table);
    }

    private static ShopTable[] Choose(ShopTable[] all, string[] names)
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
