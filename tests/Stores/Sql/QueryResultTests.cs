using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.Tests.Stores.Sql;

public sealed class QueryResultTests
{
    private static readonly QueryResult Orders = new(
        [new TableColumn("id", "bigint"), new TableColumn("placed_at", "date"), new TableColumn("total", "numeric"), new TableColumn("id", "integer")],
        [[1L, new DateOnly(2026, 3, 1), 9.50m, 7], [2L, null, null, 8]],
        TimeSpan.FromMilliseconds(31),
        totalRows: 5);

    [Fact]
    public void A_row_gives_its_values_by_name_by_type_and_as_dynamic()
    {
        dynamic row = Orders[0];
        ((decimal)row.total).ShouldBe(9.50m);
        Orders[0].Get<int>("ID").ShouldBe(1);
        Orders[0]["id_2"].ShouldBe(7);
        Orders[1].Get<decimal?>("total").ShouldBeNull();
        Orders[0].ToString().ShouldBe("{ id = 1, placed_at = 2026-03-01, total = 9.50, id_2 = 7 }");
    }

    [Fact]
    public void An_unknown_column_is_answered_with_the_known_ones() =>
        Should.Throw<KeyNotFoundException>(() => Orders[0]["price"]).Message.ShouldContain("id, placed_at, total, id_2");

    [Fact]
    public void NULL_in_a_type_that_has_none_names_the_column() =>
        Should.Throw<InvalidCastException>(() => Orders[1].Get<decimal>("total")).Message.ShouldContain("total is NULL");

    [Fact]
    public void Rows_become_records_by_their_columns_names()
    {
        Orders.As<Order>().ShouldBe([new Order(1, new DateOnly(2026, 3, 1), 9.50m), new Order(2, null, null)]);
        Orders.As<long>().ShouldBe([1L, 2L]);
        Orders.As<(long Id, DateOnly? Day)>().ShouldBe([(1L, new DateOnly(2026, 3, 1)), (2L, null)]);
        Should.Throw<InvalidOperationException>(() => Orders.As<Priced>()).Message.ShouldContain("needs Price");
    }

    [Fact]
    public void A_result_shows_how_many_rows_there_were_and_how_long_it_took() =>
        Orders.ToBundle().Data[MimeType.Text].ShouldEndWith("first 2 of 5 rows · 31 ms");

    private sealed record Order(int Id, DateOnly? PlacedAt, decimal? Total);

    private sealed record Priced(int Id, decimal Price);
}
