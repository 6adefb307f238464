using Dapper;
using StorageCourse.Lessons.Shops;
using StorageCourse.Tests.Stores;

namespace StorageCourse.Tests.Lessons.Shops;

public sealed class ShopLoadTests(ShopLoadTests.Servers servers) : IClassFixture<ShopLoadTests.Servers>
{
    private readonly Lab lab = servers.Lab;

    [Fact]
    public async Task PostgreSQL_and_MariaDB_hold_the_same_rows_after_a_second_load_too()
    {
        foreach (var server in new[] { lab["shop-postgres"], lab["shop-mysql"] })
        {
            await Shop.LoadAsync(server);
            await using var connection = await server.OpenAsync(TestContext.Current.CancellationToken);
            await connection.ExecuteAsync("create index orders_customer on orders (customer_id)");
            await connection.ExecuteAsync("delete from reviews where rating = 1");

            var table = await Shop.LoadAsync(server);
            table.Caption.ShouldStartWith("the shop at scale S in");
            (await ShopFingerprint.OfStoreAsync(connection)).ShouldBe(ShopFingerprint.Known, server.ToString());
            (await ShopIndexes.FindAsync(connection, "orders")).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Tables_that_were_asked_for_come_with_those_that_they_refer_to()
    {
        (await Shop.LoadAsync(lab["shop-postgres"], Scale.S, "order_items")).Rows.Select(row => row[0]).ShouldBe(["customers", "products", "orders", "order_items"]);
    }

    [Fact]
    public async Task A_clean_slate_keeps_what_a_constraint_lives_by()
    {
        foreach (var server in new[] { lab["shop-postgres"], lab["shop-mysql"] })
        {
            await Shop.LoadAsync(server, Scale.S, "customers");
            await using var connection = await server.OpenAsync(TestContext.Current.CancellationToken);
            await connection.ExecuteAsync("create index customers_name on customers (name)");
            await Shop.DropIndexesAsync(connection, "customers");
            (await ShopIndexes.FindAsync(connection, "customers")).ShouldBeEmpty();
            var duplicate = "insert into customers (id, email, name, country, created_at) select 9999, email, name, country, created_at from customers where id = 1";
            await Should.ThrowAsync<System.Data.Common.DbException>(() => connection.ExecuteAsync(duplicate));
        }
    }

    [Fact]
    public async Task A_query_is_explained_by_both_servers()
    {
        foreach (var server in new[] { lab["shop-postgres"], lab["shop-mysql"] })
        {
            await Shop.LoadAsync(server, Scale.S, "customers");
            await using var connection = await server.OpenAsync(TestContext.Current.CancellationToken);
            var plan = await Plan.ExplainAsync(connection, "select name from customers where country = 'IS'", TestContext.Current.CancellationToken);
            plan.Rows.ShouldBe(161);
            plan.Pages!.Value.ShouldBeGreaterThan(10);
            plan.Nodes[^1].Relation.ShouldBe("customers");
        }
    }

    public sealed class Servers : IAsyncLifetime
    {
        public Lab Lab { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lab = await CellRunner.StartAsync(Need.Postgres.Named("shop-postgres"), Need.MySql.Named("shop-mysql"));

        public ValueTask DisposeAsync() => Lab.DisposeAsync();
    }
}
