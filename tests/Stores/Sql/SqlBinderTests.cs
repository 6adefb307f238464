using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.Sql;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Stores.Sql;

public sealed class SqlBinderTests
{
    private readonly RecordingHost host = new() { ["customer"] = 7, ["a"] = 1, ["b"] = 2, ["int"] = 3, ["MI"] = 4 };

    [Theory]
    [InlineData("select :customer, :customer + :a", "select $1, $1 + $2")]
    [InlineData("select :customer::int", "select $1::int")]
    [InlineData("select array[:a, :b], array[[:a], [:b]]", "select array[$1, $2], array[[$1], [$2]]")]
    [InlineData("select(:a)", "select($1)")]
    public void A_name_of_a_variable_is_bound(string written, string sent) => Bind(written).Text.ShouldBe(sent);

    [Theory]
    [InlineData("select ':a', \":a\", E'\\':a', $$ :a $$, $x$ :a $x$")]
    [InlineData("select x::int, '1'::int")]
    [InlineData("select list[1:b], list[:b], list[a:b]")]
    [InlineData("select 1 -- :a\n /* :a /* :b */ :a */ + 1")]
    [InlineData("select :nobody, 'HH24:MI', '{\"x\":a}', x:a")]
    public void What_is_no_variable_stays_as_it_is(string written) => Bind(written).Text.ShouldBe(written);

    [Fact]
    public void Positions_in_what_was_sent_lead_back_to_what_was_written()
    {
        const string Written = "select :customer, :a, wrong";
        var bound = Bind(Written);
        foreach (var word in new[] { "select", ",", ", wrong", "wrong" })
            bound.WrittenPosition(bound.Text.IndexOf(word, StringComparison.Ordinal)).ShouldBe(Written.IndexOf(word, StringComparison.Ordinal));
    }

    private BoundSql Bind(string text) =>
        SqlBinder.Bind(SqlSplitter.Split(text, PostgreSqlDialect.Lexical).ShouldHaveSingleItem(), host, new PostgreSqlDialect().Placeholder);
}
