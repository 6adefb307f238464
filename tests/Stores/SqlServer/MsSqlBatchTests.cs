using FsCheck.Fluent;
using StorageCourse.Host;
using StorageCourse.Stores.Sql;
using StorageCourse.Stores.SqlServer;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Stores.SqlServer;

/// <summary>How a #!mssql cell is cut into batches and its variables are bound: no server is needed for that.</summary>
public sealed class MsSqlBatchTests
{
    private readonly SqlServerDialect dialect = new();
    private readonly RecordingHost host = new() { ["customer"] = 7, ["name"] = "Ana", ["ids"] = new[] { 3, 1 }, ["none"] = Array.Empty<int>() };

    [Fact]
    public void A_batch_goes_up_to_a_line_GO_and_knows_its_line()
    {
        var batches = Split("-- first\ndeclare @x int = 1;\nselect @x;\nGO\n\n  select 2\n  go  \nselect 3");
        batches.Select(batch => (batch.Text, batch.Line)).ShouldBe([("declare @x int = 1;\nselect @x;", 2), ("select 2", 6), ("select 3", 8)]);
    }

    [Theory]
    [InlineData("GO 5", 5)]
    [InlineData("go\t12 -- twelve times", 12)]
    [InlineData("  Go /* once */  ", 1)]
    [InlineData("GO 3\r", 3)]
    [InlineData("GO 0", 0)]
    public void GO_says_how_often_the_batch_before_it_runs(string line, int times)
    {
        var batches = Split($"insert t default values\n{line}\nselect 1");
        batches.Select(batch => batch.Times).ShouldBe([times, 1]);
        batches[0].Text.ShouldBe("insert t default values");
    }

    [Theory]
    [InlineData("select 'a\nGO\nb'")]
    [InlineData("select N'a\nGO\nb'")]
    [InlineData("select 'it''s\nGO\n'")]
    [InlineData("/*\nGO\n/* nested\nGO\n*/\nGO\n*/ select 1")]
    [InlineData("select 1 as [a\nGO\nb]]\nGO\n]")]
    [InlineData("select 1 as \"a\nGO\n\"")]
    [InlineData("select 1 go")]
    [InlineData("go_home")]
    [InlineData("GO;")]
    [InlineData("GO five")]
    [InlineData("GO 99999999999")]
    [InlineData("select 1\nGOTO label")]
    [InlineData("select 1 /* a\n*/ GO")]
    public void A_GO_that_stands_not_alone_on_its_line_ends_nothing(string text) =>
        Split("select 0\nGO\n" + text).Count.ShouldBe(2);

    [Fact]
    public void Semicolons_end_no_batch() =>
        Split("begin try select 1; throw 50000, 'x', 1; end try begin catch print error_message(); end catch").ShouldHaveSingleItem();

    [Fact]
    public void A_comment_that_holds_a_quote_opens_no_string() =>
        Split("select 1 -- it's one\nGO\nselect 2 /* it's two */\nGO\nselect 3").Count.ShouldBe(3);

    [Fact]
    public void A_cell_of_comments_and_GO_holds_no_batch() => Split("-- nothing\nGO\n/* here */\nGO 5\n").ShouldBeEmpty();

    [Fact]
    public void Tokens_joined_give_the_text_back_and_batches_lie_between_lines_of_GO() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            string.Concat(SqlLexer.Read(text, SqlServerDialect.Lexical).Select(token => token.In(text).ToString())).ShouldBe(text);
            var at = 0;
            foreach (var batch in Split(text))
            {
                batch.Start.ShouldBeGreaterThanOrEqualTo(at);
                text.Substring(batch.Start, batch.Text.Length).ShouldBe(batch.Text);
                batch.Line.ShouldBe(text[..batch.Start].Count(c => c == '\n') + 1);
                at = batch.Start + batch.Text.Length;
            }
        }));

    [Theory]
    [InlineData("select * from c where id = :customer", "select * from c where id = @customer")]
    [InlineData("select :customer, :customer + 1, N':name', ':name', [:name], \":name\"", "select @customer, @customer + 1, N':name', ':name', [:name], \":name\"")]
    [InlineData("select 1 -- :name\n/* :name /* :name */ :name */ where x = :name", "select 1 -- :name\n/* :name /* :name */ :name */ where x = @name")]
    [InlineData("select hierarchyid::GetRoot(), geography::Point(1, 2, 4326)", "select hierarchyid::GetRoot(), geography::Point(1, 2, 4326)")]
    [InlineData("declare @p xml(dbo.c); set @p = :name", "declare @p xml(dbo.c); set @p = @name")]
    [InlineData("select a from t where id in (:ids)", "select a from t where id in (@ids_1, @ids_2)")]
    [InlineData("label: select 1; goto label", "label: select 1; goto label")]
    public void Variables_of_CSharp_become_parameters_of_their_own_name(string written, string sent) => Bind(written).Text.ShouldBe(sent);

    [Fact]
    public void A_variable_that_is_used_twice_is_one_parameter()
    {
        Bind("select :customer, :name, :customer").Parameters.Select(variable => variable.Name).ShouldBe(["customer", "name"]);
        Bind("select 1 where 1 in (:ids) or 2 in (:ids)").Parameters.Select(variable => variable.Name).ShouldBe(["ids_1", "ids_2"]);
    }

    [Fact]
    public void An_empty_list_and_one_that_is_too_long_are_refused_with_what_to_do()
    {
        Should.Throw<CellException>(() => Bind("select 1 where 1 in (:none)")).Message.ShouldContain("none is empty");
        host["many"] = Enumerable.Range(0, 3_000);
        Should.Throw<CellException>(() => Bind("select 1 where 1 in (:many)")).Message.ShouldContain("openjson");
    }

    [Theory]
    [InlineData("declare @x int = :customer; select @x", true)]
    [InlineData("if :customer = 1 print 'one'", true)]
    [InlineData("create table #t (id int default 1); insert #t values (:customer)", true)]
    [InlineData("create procedure p as select 1", false)]
    [InlineData("create or alter view v as select 1 as x", false)]
    [InlineData("ALTER FUNCTION f() returns int as begin return 1 end", false)]
    [InlineData("create trigger t on c after insert as print 'x'", false)]
    public void Every_batch_but_that_of_a_module_takes_parameters(string batch, bool takes) =>
        dialect.TakesParameters(Split(batch).ShouldHaveSingleItem()).ShouldBe(takes);

    [Theory]
    [InlineData(":setvar x 1")]
    [InlineData(":r other.sql")]
    [InlineData("!!dir")]
    [InlineData("\\d orders")]
    public void Commands_of_sqlcmd_are_refused_with_what_to_do(string batch) =>
        dialect.WhyNot(Split(batch).ShouldHaveSingleItem()).ShouldNotBeNull().ShouldContain("command of sqlcmd");

    [Theory]
    [InlineData("select 1\nGO;\n", true)]
    [InlineData("select 1\n  go ;", true)]
    [InlineData("select 1 as go;", false)]
    [InlineData("select 'a\nGO;\n'", false)]
    public void A_semicolon_behind_GO_is_refused_before_the_server_takes_it_for_a_name(string batch, bool isRefused) =>
        (dialect.WhyNot(Split(batch).ShouldHaveSingleItem()) is not null).ShouldBe(isRefused);

    private static readonly string[] Pieces =
        ["GO", "\nGO\n", "\nGO 2\n", "'", "''", "N'", "[", "]", "]]", "\"", "--", "\n", "/*", "*/", ";", ":", "::", "@x", "#t", "select", " ", "1.5", "é", "\r\n", "begin", "end"];

    private IReadOnlyList<SqlStatement> Split(string text) => SqlSplitter.Split(text, dialect.Syntax);

    private BoundSql Bind(string text) => SqlBinder.Bind(Split(text).ShouldHaveSingleItem(), host, dialect.Placeholder);
}
