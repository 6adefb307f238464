using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Stores.MySql;
using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Tests.Stores.Sql;

public sealed class SqlSplitterTests
{
    [Fact]
    public void Statements_know_their_lines_and_lose_their_semicolons()
    {
        var statements = SqlSplitter.Split("-- first\nselect 1;\n\n  select\n 2 ; -- rest\n", PostgreSqlDialect.Lexical);
        statements.Select(one => (one.Text, one.Line)).ShouldBe([("select 1", 2), ("select\n 2", 4)]);
    }

    [Theory]
    [InlineData("select ';' , 'it''s; ok'")]
    [InlineData("select E'\\';' ")]
    [InlineData("select \"a;b\"\"c\"")]
    [InlineData("select 1 /* ; /* ; */ ; */ + 1")]
    [InlineData("select 1 -- ;\n + 1")]
    [InlineData("do $$ begin perform 1; end; $$")]
    [InlineData("do $body$ begin perform $$;$$; end; $body$ language plpgsql")]
    [InlineData("create function f(x int) returns int language sql begin atomic select case when x > 1 then 2 else 3 end; select 1; end")]
    [InlineData("create or replace procedure p() begin atomic insert into t values (1); end")]
    [InlineData("create rule r as on insert to t do (delete from a; delete from b)")]
    [InlineData("select a$b, c$d from t")]
    public void PostgreSQL_keeps_semicolons_that_end_nothing(string statement) =>
        SqlSplitter.Split(statement + "; select 2;", PostgreSqlDialect.Lexical).Select(one => one.Text).ShouldBe([statement.Trim(), "select 2"]);

    [Theory]
    [InlineData("select ';', \"a;b\", `c;d`, 'it\\'s;'")]
    [InlineData("select 1 # ;\n + 1")]
    [InlineData("select 1 -- ;\n + 1")]
    [InlineData("create trigger t before insert on a for each row begin if new.x > 1 then set new.x = 1; end if; set new.y = case when 1 then 2 end; end")]
    [InlineData("create procedure p() begin declare i int; while i < 3 do set i = i + 1; end while; case i when 1 then select 1; end case; l: loop leave l; end loop; end")]
    public void MySQL_keeps_semicolons_that_end_nothing(string statement) =>
        SqlSplitter.Split(statement + "; select 2;", MySqlDialect.Lexical).Select(one => one.Text).ShouldBe([statement, "select 2"]);

    [Fact]
    public void Two_minus_signs_are_no_comment_in_MySQL_unless_a_blank_follows() =>
        SqlSplitter.Split("select 1--1; select 2", MySqlDialect.Lexical).Select(one => one.Text).ShouldBe(["select 1--1", "select 2"]);

    [Theory]
    [InlineData("//")]
    [InlineData("$$")]
    [InlineData("|")]
    public void DELIMITER_changes_what_ends_a_statement(string delimiter) =>
        SqlSplitter.Split($"select 1;\ndelimiter {delimiter}\ncreate procedure p()\nbegin\n select 1;\nend{delimiter}\nDELIMITER ;\nselect 2; select 3", MySqlDialect.Lexical)
            .Select(one => (one.Text, one.Line))
            .ShouldBe([("select 1", 1), ("create procedure p()\nbegin\n select 1;\nend", 3), ("select 2", 8), ("select 3", 8)]);

    [Fact]
    public void A_cell_of_comments_holds_no_statement() =>
        SqlSplitter.Split("-- your query here\n/* nothing */ ;;\n", PostgreSqlDialect.Lexical).ShouldBeEmpty();

    [Fact]
    public void What_lies_between_the_statements_is_only_white_space_comments_and_semicolons() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(SqlText.Arbitrary, text =>
        {
            var at = 0;
            foreach (var statement in SqlSplitter.Split(text, PostgreSqlDialect.Lexical))
            {
                SqlText.IsBetween(text[at..statement.Start]).ShouldBeTrue();
                text.Substring(statement.Start, statement.Text.Length).ShouldBe(statement.Text);
                statement.Line.ShouldBe(text[..statement.Start].Count(c => c == '\n') + 1);
                at = statement.Start + statement.Text.Length;
            }

            SqlText.IsBetween(text[at..]).ShouldBeTrue();
        }));

    [Fact]
    public void Tokens_joined_give_the_text_back() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(SqlText.Arbitrary, text =>
        {
            foreach (var syntax in new[] { PostgreSqlDialect.Lexical, MySqlDialect.Lexical })
                string.Concat(SqlLexer.Read(text, syntax).Select(token => token.In(text).ToString())).ShouldBe(text);
        }));

    /// <summary>Texts made of the pieces that matter.</summary>
    private static class SqlText
    {
        private static readonly string[] Pieces =
        [
            ";", "'", "''", "\"", "$$", "$tag$", "$", "--", "\n", "/*", "*/", "\\", "E'", "`", "#", "(", ")", "[", "]", ":", "::", "select", "create", "function",
            "begin", "end", "case", "name", " ", "1.5", "é", "DELIMITER //",
        ];

        public static Arbitrary<string> Arbitrary { get; } = Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary();

        public static bool IsBetween(string text) => SqlLexer.Read(text, PostgreSqlDialect.Lexical)
            .All(token => token.Kind is SqlTokenKind.Space or SqlTokenKind.Comment || token.Is(text, ';'));
    }
}
