using System.Data.Common;
using System.Globalization;
using Dapper;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C09;

/// <summary>09 SQL Server: procedures are called on rows that the check puts there, a query is judged by its rows, a function by the plans that it leaves behind.</summary>
internal sealed class Chapter09 : IChapter
{
    private const string Store = "mssql";
    private const int Coupons = 40;

    private static readonly RowsJudge Newest = new(Store, """
        select c.id as customer_id, o.id as order_id, o.placed_at
        from customers c outer apply (select top (2) id, placed_at from orders where customer_id = c.id order by placed_at desc, id desc) o
        where c.country = 'IS'
        """)
    {
        Traps =
        [
            ("""
             select c.id, o.id, o.placed_at
             from customers c cross apply (select top (2) id, placed_at from orders where customer_id = c.id order by placed_at desc, id desc) o
             where c.country = 'IS'
             """, "Customers who never ordered are missing. Which apply is to cross apply what a left join is to a join?"),
            ("select c.id, o.id, o.placed_at from customers c left join orders o on o.customer_id = c.id where c.country = 'IS'",
                "These are all orders of theirs. Two for each customer are asked for."),
            ("""
             select c.id, o.id, o.placed_at
             from customers c outer apply (select top (2) id, placed_at from orders where customer_id = c.id order by placed_at, id) o
             where c.country = 'IS'
             """, "These are the two oldest orders of each."),
        ],
    };

    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("09"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["09.1"], _ => JudgeAsync("receive_delivery", DeliveryAsync))
        {
            UndoAsync = _ => RunAsync("drop procedure if exists receive_delivery"),
        },
        new(texts["09.2"], attempt => JudgeRowsAsync(attempt, "The right side of apply may use a column of the left side, so it can ask for the newest two of this customer. Outer keeps who has none.")),
        new(texts["09.3"], _ => JudgeAsync("pay", PayAsync))
        {
            UndoAsync = _ => RunAsync("drop procedure if exists pay"),
        },
        new(texts["09.4"], PlansAsync),
    ];

    /// <summary>Without a server there is no result, and that is no lack of an attempt.</summary>
    private static Task<Verdict> JudgeRowsAsync(Attempt attempt, string why)
    {
        Lab.Require(Store);
        return Newest.JudgeAsync(attempt, why);
    }

    private static async Task<Verdict> DeliveryAsync(DbConnection db)
    {
        (int Product, int Pieces)[] shelf = [(1, 10), (2, 0), (3, 0), (4, 7)], delivery = [(1, 5), (2, 8), (5, 20)], expected = [(1, 15), (2, 8), (4, 7), (5, 20)];
        await db.ExecuteAsync("delete from shelf; delete from delivery");
        foreach (var (product, pieces) in shelf) await db.ExecuteAsync("insert into shelf (product_id, pieces) values (@product, @pieces)", new { product, pieces });
        foreach (var (product, pieces) in delivery) await db.ExecuteAsync("insert into delivery (product_id, pieces) values (@product, @pieces)", new { product, pieces });
        await db.ExecuteAsync("exec receive_delivery");
        var found = (await db.QueryAsync<(int, int)>("select product_id, pieces from shelf order by product_id")).ToList();
        if (!found.SequenceEqual(expected))
            return Verdict.Failed($"With the shelf {Show(shelf)} and the delivery {Show(delivery)} (product: pieces), the shelf is afterwards {Show(found)}; expected {Show(expected)}.");
        await db.ExecuteAsync("delete from delivery");
        await db.ExecuteAsync("exec receive_delivery");
        found = [.. await db.QueryAsync<(int, int)>("select product_id, pieces from shelf order by product_id")];
        return found.SequenceEqual(expected)
            ? Verdict.Passed("Three sorts of row, one statement, one pass over both tables.")
            : Verdict.Failed($"An empty delivery changed the shelf from {Show(expected)} to {Show(found)}.");

        static string Show(IEnumerable<(int Product, int Pieces)> rows) => string.Join(", ", rows.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Product}: {row.Pieces}"))) is { Length: > 0 } text ? text : "empty";
    }

    private static async Task<Verdict> PayAsync(DbConnection db)
    {
        await ResetAsync();
        try
        {
            if (await CallAsync("exec pay 1, 2, 30") is { } refused) return Verdict.Failed($"Ana has 100 and pays Bo 30; the procedure refuses: {refused}");
            if (await BalancesAsync() is not (70, 130) and var (ana, bo)) return Verdict.Failed($"Ana paid Bo 30; of 100 and 100, {Money(ana)} and {Money(bo)} are left. Expected 70 and 130.");
            foreach (var (call, what) in new[] { ("exec pay 1, 2, 500", "Ana has 70 and would pay 500"), ("exec pay 1, 99, 10", "Ana would pay 10 to account 99, which is not there"), ("exec pay 99, 2, 10", "account 99, which is not there, would pay 10") })
            {
                var error = await CallAsync(call);
                var open = await db.ExecuteScalarAsync<int>("select @@trancount");
                if (open > 0) await db.ExecuteAsync("rollback");
                if (await BalancesAsync() is not (70, 130) and var (first, second)) return Verdict.Failed($"{what}: afterwards they have {Money(first)} and {Money(second)}. Expected 70 and 130, as before.");
                if (open > 0) return Verdict.Failed($"{what}: the procedure returns, and a transaction is open. It holds its locks until somebody ends it.");
                if (error is null) return Verdict.Failed($"{what}: nothing happened, which is right, but the caller was told nothing. An error must reach them.");
            }

            return Verdict.Passed("Both updates or none, an error that reaches the caller, and nothing left open.");
        }
        finally
        {
            await ResetAsync();
        }

        Task ResetAsync() => db.ExecuteAsync("delete from account; insert into account (id, owner, balance) values (1, 'Ana', 100), (2, 'Bo', 100)");

        async Task<string?> CallAsync(string call)
        {
            try
            {
                await db.ExecuteAsync(call);
                return null;
            }
            catch (DbException error)
            {
                return error.Message;
            }
        }

        async Task<(decimal Ana, decimal Bo)> BalancesAsync() => await db.QuerySingleAsync<(decimal, decimal)>(
            "select (select balance from account where id = 1), (select balance from account where id = 2)");

        static string Money(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);
    }

    private static async Task<Verdict> PlansAsync(Attempt attempt)
    {
        await using var db = await Lab.Require(Store).OpenAsync();
        var total = attempt.CodeAs<Func<DbConnection, string, Task<decimal>>>();
        foreach (var coupon in new[] { "SPRING", "no such coupon", "it's" })
        {
            var expected = await db.ExecuteScalarAsync<decimal>("select coalesce(sum(o.total), 0) from orders o where o.coupon = @coupon", new { coupon });
            var got = await total(db, coupon);
            if (got != expected) return Verdict.Failed(string.Create(CultureInfo.InvariantCulture, $"For the coupon “{coupon}” it returns {got}; expected {expected}."));
        }

        var before = await PlansInCacheAsync();
        for (var i = 1; i <= Coupons; i++) await total(db, new string('x', i % 12 + 1) + i.ToString(CultureInfo.InvariantCulture));
        var made = await PlansInCacheAsync() - before;
        return made <= 2
            ? Verdict.Passed($"{Coupons} coupons, and the cache holds no new plan for them: the text was the same each time, and so was the parameter's declaration.")
            : Verdict.Failed($"{Coupons} coupons left {made} new plans in the cache. Each was compiled, and each takes memory.");

        // Those of this check mention the view, those of an answer don't.
        Task<int> PlansInCacheAsync() => db.ExecuteScalarAsync<int>("""
            select count(*) from sys.dm_exec_cached_plans p cross apply sys.dm_exec_sql_text(p.plan_handle) t
            where t.text like N'%orders%' and t.text like N'%coupon%' and t.text not like N'%dm_exec_cached_plans%'
            """);
    }

    private static async Task<Verdict> JudgeAsync(string procedure, Func<DbConnection, Task<Verdict>> judge)
    {
        await using var connection = await Lab.Require(Store).OpenAsync();
        if (await connection.ExecuteScalarAsync<int>("select count(*) from sys.procedures where name = @procedure", new { procedure }) == 0)
            return Verdict.NotAttempted($"there is no procedure {procedure}.");
        return await judge(connection);
    }

    private static async Task RunAsync(string statement)
    {
        await using var connection = await Lab.Require(Store).OpenAsync();
        await connection.ExecuteAsync(statement);
    }
}
