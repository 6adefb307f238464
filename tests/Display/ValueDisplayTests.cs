using System.Data;
using System.Dynamic;
using System.Text.Json;
using System.Text.Json.Nodes;
using StorageCourse.Engine.Display;
using StorageCourse.Host;
using StorageCourse.Host.Script;

namespace StorageCourse.Tests.Display;

public sealed class ValueDisplayTests
{
    private enum Colour { Red, Green }

    private sealed record Person(string Name, int Age);

    private readonly record struct Coin(int Pence);

    private record Purse(string Owner, IReadOnlyList<Coin> Coins);

    private sealed record RedPurse(string Owner, IReadOnlyList<Coin> Coins) : Purse(Owner, Coins);

    private sealed record Ring;

    private sealed record Bomb;

    private sealed record Node(string Name)
    {
        public Node? Next { get; set; }
    }

    public static TheoryData<object?, string> Simple { get; } = new()
    {
        { "text", "text" },
        { "", "" },
        { 42, "42" },
        { 1234567.5, "1234567.5" },
        { 1.10m, "1.10" },
        { 'x', "x" },
        { null, "null" },
        { DBNull.Value, "null" },
        { true, "true" },
        { new DateTime(2026, 11, 21), "2026-11-21" },
        { new DateTime(2026, 11, 21, 10, 30, 0), "2026-11-21 10:30:00" },
        { new TimeSpan(0, 1, 2), "00:01:02" },
        { Colour.Green, "Green" },
        { (1, "a"), "(1, \"a\")" },
        { new[] { 1, 2, 3 }, "[1, 2, 3]" },
        { Array.Empty<string>(), "[]" },
        { new[] { "a", null }, "[\"a\", null]" },
        { Enumerable.Range(0, 3), "[0, 1, 2]" },
        { Enumerable.Range(0, 100).ToArray(), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, … 100 in all]" },
        { Enumerable.Range(0, int.MaxValue).Where(n => n >= 0), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, …]" },
        { typeof(Dictionary<string, List<int?>>), "Dictionary<string, List<int?>>" },
        { Task.FromResult(1), "Task<int> (RanToCompletion)" },
        { new Version(1, 2), "1.2" },
        { new Uri("https://example.org/"), "https://example.org/" },
        { new byte[] { 1, 255 }, "0x01ff" },
        { JsonNode.Parse("""{"a":[1]}"""), "{\n  \"a\": [\n    1\n  ]\n}" },
        { JsonDocument.Parse("""["ä"]"""), "[\n  \"ä\"\n]" },
        { (Func<int>)(() => 1), "Func<int>" },
        { new object(), "object {  }" },
    };

    [Theory]
    [MemberData(nameof(Simple))]
    public void A_value_reads_like_this(object? value, string text) => Text(value).ShouldBe(text);

    [Fact]
    public void A_text_is_plain_and_everything_else_is_escaped_HTML_too()
    {
        ValueFormatter.Format("<b>").Data.Keys.ShouldBe([MimeType.Text]);
        Html('<').ShouldBe("<span>&lt;</span>");
        Html(new[] { "<b>" }).ShouldBe("<span>[&quot;&lt;b&gt;&quot;]</span>");
        Html(new Person("<b>Ada</b>", 36)).ShouldContain("&lt;b&gt;Ada&lt;/b&gt;");
        Html(new[] { new Person("<b>Ada</b>", 36) }).ShouldContain("&lt;b&gt;Ada&lt;/b&gt;");
        Html(new Dictionary<string, string> { ["<i>"] = "<u>" }).ShouldContain("&lt;i&gt;");
        Html(NotebookFunctions.HTML("<b>bold</b>")).ShouldBe("<b>bold</b>");
    }

    [Fact]
    public void Objects_are_tables_of_members_and_sequences_of_them_tables_of_rows()
    {
        Text(new Person("Ada", 36)).ShouldEndWith("Person { Name = \"Ada\", Age = 36 }");
        Html(new Person("Ada", 36)).ShouldContain("<td>Name</td><td>string</td><td>Ada</td>");
        Text(new { Product = "tea", Price = 2.5 }).ShouldContain("Price = 2.5");

        var rows = Text(new[] { new Person("Ada", 36), new Person("Grace", 85) });
        rows.ShouldContain("Name  | Age");
        rows.ShouldContain("2 rows");
        Text(Enumerable.Range(0, 100).Select(i => new { i }).ToList()).ShouldContain("first 20 of 100 rows");
        Text(Enumerable.Range(0, 100).Select(i => new { i })).ShouldContain("more were not read");
        Text(new[] { (1, "a"), (2, "b") }).ShouldContain("Item1 | Item2");
        Text(new Person?[] { new("Ada", 36), null }).ShouldContain("NULL");
        Text(new object[] { 1, new Person("Ada", 36) }).ShouldContain("Person { Name = \"Ada\"");
    }

    [Fact]
    public void Dictionaries_and_dynamic_objects_are_tables()
    {
        Text(new Dictionary<string, int[]> { ["a"] = [1, 2] }).ShouldMatch(@"a +\| \[1, 2\]");
        dynamic one = new ExpandoObject();
        one.Name = "Ada";
        one.Tags = new[] { "x" };
        ((string)Text(one)).ShouldContain("[\"x\"]");
        ((string)Text(new[] { one, new ExpandoObject() })).ShouldContain("NULL");
    }

    [Fact]
    public void A_data_table_keeps_its_columns_and_its_nulls()
    {
        using var table = new DataTable();
        table.Columns.Add("id", typeof(int));
        table.Columns.Add("name", typeof(string));
        table.Rows.Add(1, null);
        Html(table).ShouldContain("<th class=\"n\">id<small>int</small></th>");
        Text(table).ShouldContain("NULL");
    }

    [Fact]
    public void Arrays_in_arrays_stay_arrays()
    {
        Text(new[] { new[] { 1, 2 }, [3] }).ShouldContain("[1, 2]");
        Text(new { Grid = new[] { new[] { 1, 2 }, [3] } }).ShouldContain("Grid = [[1, 2], [3]]");
        Text(new[,] { { 1, 2 }, { 3, 4 } }).ShouldBe("[1, 2, 3, 4]");
    }

    [Fact]
    public void What_contains_itself_ends()
    {
        var list = new List<object>();
        list.Add(list);
        Text(list).ShouldContain("(itself)");
        var node = new Node("a");
        node.Next = new Node("b") { Next = node };
        Text(node).ShouldContain("(itself)");
        Html(node).ShouldContain("(itself)");
        Text(new[] { node }).ShouldContain("a");
        Text(new { node }).ShouldContain("(itself)");
        Text(new KeyValuePair<string, Node>("a", node)).ShouldContain("(itself)");
        var map = new Dictionary<string, object>();
        map["me"] = map;
        Text(map).ShouldContain("me");
    }

    [Fact]
    public void Getters_and_sequences_that_throw_say_so()
    {
        Text(new Throwing()).ShouldContain("Bad = ‹InvalidOperationException: no›");
        Text(new Throwing()).ShouldContain("Good = 1");
        Text(ThrowAfter(2)).ShouldBe("[0, 1, ‹FormatException: enough›]");
        Text(ThrowAfter(0)).ShouldBe("[‹FormatException: enough›]");
        Text(new { Items = ThrowAfter(1) }).ShouldContain("[0‹FormatException: enough›]");
        Text(new ThrowingText()).ShouldContain("‹NotSupportedException: mute›");
        Text(new InvalidOperationException("wrong")).ShouldContain("wrong");
    }

    [Fact]
    public void A_sequence_is_read_once()
    {
        var reads = 0;
        Text(Enumerable.Range(0, 3).Select(n => reads++)).ShouldBe("[0, 1, 2]");
        reads.ShouldBe(3);
    }

    [Fact]
    public void A_query_is_run_and_shown() => Text(new[] { 3, 4 }.AsQueryable().Where(n => n > 3)).ShouldBe("[4]");

    private static IEnumerable<int> ThrowAfter(int count)
    {
        for (var i = 0; i < count; i++) yield return i;
        throw new FormatException("enough");
    }

    [Fact]
    public void A_value_with_a_form_is_shown_as_what_the_form_makes_of_it()
    {
        ValueForms.Add(ValueForm.For<Coin>(coin => coin.Pence == 0 ? null : $"{coin.Pence} p"));
        Text(new Coin(5)).ShouldBe("5 p");
        Text(new Coin(0)).ShouldBe("null");
        Text(new[] { new Coin(5), new Coin(0) }).ShouldBe("[\"5 p\", null]");
        Text(new { price = new Coin(5), change = new[] { new Coin(2) } }).ShouldBe("{ price = \"5 p\", change = [\"2 p\"] }");
        Html(new[] { new { price = new Coin(5) } }).ShouldContain("<td>5 p</td>");
    }

    [Fact]
    public void A_sequence_of_values_whose_form_has_members_is_a_table_of_those()
    {
        ValueForms.Add(ValueForm.For<Purse>(purse => new { owner = purse.Owner, coins = purse.Coins.Count }));
        Text(new[] { new Purse("ann", [new(1)]), new RedPurse("bo", []) }).ShouldBe("""
            owner | coins
            ann   |     1
            bo    |     0
            2 rows
            """);
        Text(new RedPurse("bo", [])).ShouldBe("{ owner = \"bo\", coins = 0 }");
    }

    [Fact]
    public void A_second_form_of_a_type_replaces_the_first_and_one_that_leads_to_itself_ends()
    {
        ValueForms.Add(ValueForm.For<Ring>(_ => "first"));
        ValueForms.Add(ValueForm.For<Ring>(ring => ring));
        Text(new Ring()).ShouldNotContain("first");
    }

    [Fact]
    public void A_form_that_throws_costs_the_output_only()
    {
        ValueForms.Add(ValueForm.For<Bomb>(_ => throw new InvalidOperationException("bang")));
        Text(new Bomb()).ShouldContain("could not be shown: bang");
    }

    private static string Text(object? value) => ValueFormatter.Format(value).Data[MimeType.Text];

    private static string Html(object? value) => ValueFormatter.Format(value).Data[MimeType.Html];

    private sealed class Throwing
    {
        public int Good => 1;

        public int Bad => throw new InvalidOperationException("no");
    }

    private sealed class ThrowingText
    {
        public override string ToString() => throw new NotSupportedException("mute");
    }
}
