using System.Data.Common;
using System.Globalization;
using Dapper;
using StorageCourse.Lessons.Exercises;
using StorageCourse.Lessons.Shops;

namespace StorageCourse.Chapters.C06;

/// <summary>06 Indexes: each answer is judged by the server's plans and catalog.</summary>
internal sealed class Chapter06 : IChapter
{
    private const string Returns =
        "select id, placed_at, total from orders where customer_id = 395 and status = 'returned' and placed_at >= '2025-01-01+00' order by placed_at desc";

    private const string History = "select id, placed_at, total from orders where customer_id = 577 order by placed_at desc limit 20";

    private const string Christmas = "select id, total from orders where placed_at >= '2025-12-24+00' and placed_at < '2025-12-25+00'";

    private static readonly (string Name, string Sql, int Pages)[] Five =
    [
        ("A", "select * from page_views where customer_id = 273 order by viewed_at desc limit 10", 20),
        ("B", "select count(*) from page_views where customer_id = 273 and viewed_at >= '2025-12-01+00'", 20),
        ("C", "select count(*) from page_views where product_id = 1308", 60),
        ("D", "select avg(duration_ms) from page_views where product_id = 1308", 60),
        ("E", "select count(*), avg(duration_ms) from page_views where product_id = 1308 and viewed_at >= '2025-12-24+00'", 20),
    ];

    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("06"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["06.1"], _ => JudgeIndexAsync(Returns, 25, plan => $"{Pages(plan)}. What is compared with = comes first, then the range: "
            + "the server goes to one place in the index and reads 16 neighbours."
            + (plan.Nodes.Any(node => node.Kind == "Sort")
                ? " They are in the order that is wanted; yet for so few the planner fetches the rows page by page (a bitmap) and sorts them afterwards."
                : " They are in order already, so nothing is sorted.")))
        {
            UndoAsync = _ => DropAsync("postgres", "orders"),
        },
        new(texts["06.2"], _ => JudgeIndexAsync(History, 8, plan => plan.Nodes.Any(node => node.Kind == "Sort")
            ? $"{Pages(plan)}: the index answers the query alone. It does not sort by placed_at, so all 37 entries are read and sorted; as a second column of the key it would spare that, too."
            : $"{Pages(plan)}. Your index answers the query alone: an index-only scan. It sorts by placed_at too, so the sort is gone as well."))
        {
            UndoAsync = _ => DropAsync("postgres", "orders"),
        },
        new(texts["06.3"], _ => JudgeChristmasAsync())
        {
            UndoAsync = _ => UndoChristmasAsync(),
        },
        new(texts["06.4"], attempt => Task.FromResult(MergeJudge.Judge(
            attempt.CodeAs<Func<IReadOnlyList<IEnumerable<(int Key, string? Value)>>, bool, IEnumerable<(int Key, string? Value)>>>()))),
        new(texts["06.5"], _ => JudgeNamesAsync(["name(1)"], "name like 'Q%'", 2_040,
            "An entry holds one letter and the primary key: the smallest index that can find a page of the list. It finds all names with a Q and no others, then fetches each by its key."))
        {
            UndoAsync = _ => DropAsync("mysql", "names"),
        },
        new(texts["06.6"], _ => JudgeNamesAsync(["name(1)", "score"], "name like 'Q%' and score < 10", 200,
            "The letter is compared first, the score is a range within it: the server reads only entries that are wanted, a tenth of what the letter alone would find."))
        {
            UndoAsync = _ => DropAsync("mysql", "names"),
        },
        new(texts["06.7"], _ => JudgeFiveAsync())
        {
            UndoAsync = _ => DropAsync("postgres", "page_views"),
        },
    ];

    private static async Task<Verdict> JudgeIndexAsync(string query, int most, Func<Plan, string> praise)
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        var added = await ShopIndexes.FindAsync(connection, "orders");
        if (added.Count == 0) return Verdict.NotAttempted("no index was added to orders.");
        if (added.Count > 1) return Verdict.Failed($"orders has {added.Count} indexes beside its primary key ({string.Join(", ", added)}); one is allowed. Drop the others.");
        var plan = await ExplainAsync(connection, query);
        return plan.Pages <= most ? Verdict.Passed(praise(plan)) : Verdict.Failed($"{Seen(plan)} At most {most} are allowed.");
    }

    private static async Task<Verdict> JudgeChristmasAsync()
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        if (!await connection.ExecuteScalarAsync<bool>("select to_regclass('christmas') is not null")) return Verdict.NotAttempted("there is no view christmas.");
        await connection.ExecuteAsync("create index if not exists orders_placed on orders (placed_at)");
        var columns = (await connection.QueryAsync<string>(
            "select attname::text from pg_attribute where attrelid = 'christmas'::regclass and attnum > 0 and not attisdropped order by attnum")).ToList();
        if (!columns.SequenceEqual(["id", "total"])) return Verdict.Failed($"The view has the columns {string.Join(", ", columns)}; expected id, total.");
        var missing = await connection.ExecuteScalarAsync<long>($"select count(*) from ({Christmas} except all select id, total from christmas) as missing");
        var surplus = await connection.ExecuteScalarAsync<long>($"select count(*) from (select id, total from christmas except all {Christmas}) as surplus");
        if (missing + surplus > 0) return Verdict.Failed($"The view lacks {Quantity.Of(missing)} of the orders of Christmas Eve and has {Quantity.Of(surplus)} others.");
        var plan = await ExplainAsync(connection, "select * from christmas");
        return plan.Pages <= 20
            ? Verdict.Passed($"{Pages(plan)}. The condition now speaks of what the index is sorted by, so the day is one stretch of the index; and the orders of a day lie side by side in the table.")
            : Verdict.Failed($"The rows are right. {Seen(plan)} At most 20 are allowed.");
    }

    private static async Task UndoChristmasAsync()
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        await connection.ExecuteAsync("drop view if exists christmas");
        await ShopIndexes.DropAsync(connection, "orders");
    }

    private static async Task<Verdict> JudgeFiveAsync()
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        var added = await ShopIndexes.FindAsync(connection, "page_views");
        if (added.Count == 0) return Verdict.NotAttempted("no index was added to page_views.");
        if (added.Count > 2) return Verdict.Failed($"page_views has {added.Count} indexes beside its primary key ({string.Join(", ", added)}); two are allowed.");
        var read = new List<(string Name, long Pages, int Most)>();
        foreach (var (name, sql, most) in Five) read.Add((name, (await ExplainAsync(connection, sql)).Pages!.Value, most));
        var seen = string.Join(", ", read.Select(query => $"{query.Name} {Quantity.Of(query.Pages)}{(query.Pages > query.Most ? $" (at most {query.Most})" : "")}"));
        return read.TrueForAll(query => query.Pages <= query.Most)
            ? Verdict.Passed($"Pages: {seen}. One index begins with the customer, one with the product; the second also carries what is averaged, so three queries never visit the table.")
            : Verdict.Failed($"Pages: {seen}.");
    }

    /// <summary>Judges an index on the table of names, in MySQL or MariaDB.</summary>
    /// <param name="wanted">The columns of the index; "name(1)" is a prefix of one character.</param>
    /// <param name="condition">The query that it must serve.</param>
    /// <param name="rows">How many rows match.</param>
    /// <param name="why">What is said after success.</param>
    private static async Task<Verdict> JudgeNamesAsync(string[] wanted, string condition, int rows, string why)
    {
        await using var connection = await Lab.Require("mysql").OpenAsync();
        var parts = (await connection.QueryAsync<(string Index, string Column)>(
            "select index_name, case when sub_part is null then column_name else concat(column_name, '(', sub_part, ')') end from information_schema.statistics "
            + "where table_schema = database() and table_name = 'names' and index_name <> 'PRIMARY' order by index_name, seq_in_index")).ToList();
        var indexes = parts.GroupBy(part => part.Index, part => part.Column, StringComparer.Ordinal).ToList();
        // The answer of the exercise before may still be there.
        var others = indexes.Where(index => wanted.Length == 1 || !index.SequenceEqual(["name(1)"])).ToList();
        if (others.Count == 0) return Verdict.NotAttempted("no index was added to names.");
        if (!others.Exists(index => index.SequenceEqual(wanted)))
            return Verdict.Failed($"Expected an index on ({string.Join(", ", wanted.Select(_ => "…"))}) as described; found {string.Join(" and ", others.Select(index => $"({string.Join(", ", index)})"))}.");

        await connection.ExecuteAsync("flush status");
        await connection.QueryAsync($"select id, name from names where {condition}");
        var examined = (await connection.QueryAsync<(string Name, string Value)>("show session status like 'Handler_read%'"))
            .Where(counter => counter.Name is "Handler_read_next" or "Handler_read_key" or "Handler_read_rnd_next" or "Handler_read_prev")
            .Sum(counter => long.Parse(counter.Value, CultureInfo.InvariantCulture));
        return examined <= rows + 100
            ? Verdict.Passed($"{Quantity.Of(examined)} entries examined for {Quantity.Of(rows)} rows, of 100,000. {why}")
            : Verdict.Failed($"The index is there, but the server examined {Quantity.Of(examined)} entries for {Quantity.Of(rows)} rows.");
    }

    private static async Task DropAsync(string store, string table)
    {
        await using var connection = await Lab.Require(store).OpenAsync();
        await ShopIndexes.DropAsync(connection, table);
    }

    /// <summary>The plan of a second run: the first one also reads the catalog.</summary>
    private static async Task<Plan> ExplainAsync(DbConnection connection, string sql)
    {
        await Plan.ExplainAsync(connection, sql);
        return await Plan.ExplainAsync(connection, sql);
    }

    private static string Pages(Plan plan) => $"{Quantity.Of(plan.Pages!.Value)} pages";

    /// <summary>What the costliest visit to the table was.</summary>
    private static string Seen(Plan plan)
    {
        var most = plan.Nodes.MaxBy(node => node.OwnPages ?? 0)!;
        var fetched = plan.Counters.TryGetValue("Heap Fetches", out var heap) && heap > 0 ? $", with {Quantity.Of((long)heap)} Heap Fetches" : "";
        return $"The plan reads {Pages(plan)}, {Quantity.Of(most.OwnPages ?? 0)} of them in its {most.Kind}{fetched}.";
    }
}
