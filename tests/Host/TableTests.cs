using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.Tests.Host;

public sealed class TableTests
{
    private static readonly Table Customers = new(
        [new("id", "integer"), new("name", "text")],
        [[1, "<b>Ann</b>"], [2, null]],
        TotalRows: 5,
        "3 ms");

    [Fact]
    public void A_table_escapes_text_and_shows_null_as_NULL()
    {
        var html = Customers.ToBundle().Data[MimeType.Html];
        html.ShouldContain("&lt;b&gt;Ann&lt;/b&gt;");
        html.ShouldContain("<span class=\"sc-null\">NULL</span>");
    }

    [Fact]
    public void A_cut_table_says_how_long_it_was() =>
        Customers.ToBundle().Data[MimeType.Text].ShouldEndWith("first 2 of 5 rows · 3 ms");
}
