namespace StorageCourse.Tests.Lessons.Shops;

public sealed class ShopRowsTests
{
    [Fact]
    public void Every_row_is_the_one_that_it_always_was()
    {
        // Whoever changes the generator changes the figures in chapters, too: run them all before this sum is renewed.
        ShopFingerprint.OfGenerator().ShouldBe(ShopFingerprint.Known);
    }

    [Fact]
    public void Scale_S_has_200_000_order_items_and_each_order_its_own_total()
    {
        var items = Shop.OrderItems().ToList();
        items.Count.ShouldBe(200_000);
        var totals = items.GroupBy(item => item.OrderId).ToDictionary(group => group.Key, group => group.Sum(item => item.Quantity * item.UnitPrice));
        var orders = Shop.Orders().ToList();
        orders.Count.ShouldBe(80_000);
        orders.ShouldAllBe(order => totals[order.Id] == order.Total);
    }

    [Fact]
    public void A_few_products_sell_far_more_than_the_others()
    {
        var sold = Shop.OrderItems().GroupBy(item => item.ProductId).Select(group => group.Count()).OrderDescending().ToList();
        sold.Take(20).Sum().ShouldBeGreaterThan(200_000 / 5);
        sold[sold.Count / 2].ShouldBeLessThan(60);
    }

    [Fact]
    public void December_is_busier_than_February_and_orders_come_in_the_order_of_time()
    {
        var orders = Shop.Orders().ToList();
        orders.Zip(orders.Skip(1)).ShouldAllBe(pair => pair.First.PlacedAt <= pair.Second.PlacedAt);
        orders.Count(order => order.PlacedAt.Month == 12).ShouldBeGreaterThan(2 * orders.Count(order => order.PlacedAt.Month == 2));
    }

    [Fact]
    public void Nobody_orders_before_having_an_account_and_one_in_eight_never_orders()
    {
        var customers = Shop.Customers().ToDictionary(customer => customer.Id);
        var orders = Shop.Orders().ToList();
        orders.ShouldAllBe(order => customers[order.CustomerId].CreatedAt < order.PlacedAt);
        var ordering = orders.Select(order => order.CustomerId).ToHashSet();
        (customers.Count - ordering.Count).ShouldBeInRange(600, 1_000);
    }

    [Fact]
    public void A_null_means_something()
    {
        Shop.Orders().ShouldAllBe(order => (order.ShippedAt == null) == (order.Status == "open" || order.Status == "cancelled"));
        Shop.PageViews().Take(10_000).ShouldAllBe(view => (view.ProductId != null) == view.Path.StartsWith("/products/", StringComparison.Ordinal));
    }

    [Fact]
    public void Dirty_rows_stand_in_the_imported_list_and_nowhere_else()
    {
        Shop.CustomerImports().Count(row => row.Email is null || row.Email != row.Email.Trim() || !row.Email.Contains('@')).ShouldBeGreaterThan(50);
        Shop.Customers().ShouldAllBe(customer => customer.Email == customer.Email.Trim() && customer.Email.Contains('@'));
        Shop.Customers().Select(customer => customer.Email).Distinct().Count().ShouldBe(5_000);
    }

    [Fact]
    public async Task An_unknown_table_is_refused_with_the_names_of_those_that_exist()
    {
        await using var connection = new Npgsql.NpgsqlConnection("Host=127.0.0.1;Port=1");
        var exception = await Should.ThrowAsync<ArgumentException>(() => Shop.LoadAsync(connection, Scale.S, "oders"));
        exception.Message.ShouldContain("expected one of customers, products, orders");
    }
}
