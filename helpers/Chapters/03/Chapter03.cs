using Dapper;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C03;

/// <summary>03 Querying: each answer is judged by the rows that it returns, or by what it leaves in a table.</summary>
internal sealed class Chapter03 : IChapter
{
    private static RowsJudge NeverOrdered(ExerciseTexts texts) => new("postgres",
        "select country, count(*) as customers from customers c where not exists (select from orders o where o.customer_id = c.id) group by country")
    {
        Traps =
        [
            ("select country, count(*) from customers c left join orders o on o.customer_id = c.id group by country",
                texts["every order counted"]),
            ("select country, count(*) from customers c join orders o on o.customer_id = c.id group by country",
                texts["only those who ordered"]),
        ],
    };

    private static RowsJudge NotSpring(ExerciseTexts texts) => new("postgres",
        "select status, count(*) as orders from orders where placed_at >= '2025-01-01+00' and coupon is distinct from 'SPRING' group by status")
    {
        Traps =
        [
            ("select status, count(*) from orders where placed_at >= '2025-01-01+00' and coupon <> 'SPRING' group by status",
                texts["orders without a coupon lost"]),
        ],
    };

    private static RowsJudge Categories(ExerciseTexts texts) => new("postgres", """
        select category, count(distinct o.id) as orders, sum(quantity) as units, sum(quantity * unit_price) as revenue
        from orders o join order_items i on i.order_id = o.id join products p on p.id = i.product_id
        where status = 'delivered' and placed_at >= '2025-01-01+00' group by category
        """)
    {
        Traps =
        [
            ("""
             select category, count(*), sum(quantity), sum(quantity * unit_price)
             from orders o join order_items i on i.order_id = o.id join products p on p.id = i.product_id
             where status = 'delivered' and placed_at >= '2025-01-01+00' group by category
             """, texts["an order counted twice"]),
            ("""
             select category, count(distinct o.id), sum(quantity), sum(total)
             from orders o join order_items i on i.order_id = o.id join products p on p.id = i.product_id
             where status = 'delivered' and placed_at >= '2025-01-01+00' group by category
             """, texts["totals added up"]),
        ],
    };

    private static RowsJudge Origins(ExerciseTexts texts) => new("mysql", "select origin, sum(fans) as nb_fans from metal_bands group by origin order by nb_fans desc")
    {
        IsOrdered = true,
        Traps = [("select origin, count(*) from metal_bands group by origin order by count(*) desc", texts["bands counted"])],
    };

    private static RowsJudge Lifespans(ExerciseTexts texts) => new("mysql",
        "select band_name, coalesce(split, 2025) - formed as lifespan from metal_bands where style like '%Glam rock%' order by lifespan desc, band_name")
    {
        IsOrdered = true,
        Traps =
        [
            ("select band_name, split - formed from metal_bands where style like '%Glam rock%' order by split - formed desc, band_name",
                texts["no end"]),
            ("select band_name, coalesce(split, 2025) - formed as lifespan from metal_bands where style = 'Glam rock' order by lifespan desc, band_name",
                texts["only one style"]),
        ],
    };

    private static RowsJudge Family(ExerciseTexts texts) => new("postgres", """
        with recursive family as (
            select id, 1 as level from customers where referred_by = 449
            union all select c.id, level + 1 from customers c join family f on c.referred_by = f.id)
        select id, level from family
        """)
    {
        Traps = [("select id, 1 from customers where referred_by = 449", texts["only the first level"])],
    };

    private static readonly RowsJudge Best = new("postgres", """
        select category, place, name, units from (
            select category, p.name, sum(quantity) as units, rank() over (partition by category order by sum(quantity) desc) as place
            from orders o join order_items i on i.order_id = o.id join products p on p.id = i.product_id
            where status = 'delivered' and placed_at >= '2025-08-01+00' and placed_at < '2025-09-01+00' group by p.id) as ranked
        where place <= 3
        """);

    private static RowsJudge Months(ExerciseTexts texts) => new("postgres", """
        select month, revenue, sum(revenue) over (order by month) as so_far, revenue - lag(revenue) over (order by month) as change
        from (select date_trunc('month', placed_at at time zone 'UTC')::date as month, sum(total) as revenue
              from orders where placed_at >= '2025-01-01+00' group by 1) as months order by month
        """)
    {
        IsOrdered = true,
        Traps =
        [
            ("""
             select month, revenue, sum(revenue) over () as so_far, revenue - lag(revenue) over (order by month) as change
             from (select date_trunc('month', placed_at at time zone 'UTC')::date as month, sum(total) as revenue
                   from orders where placed_at >= '2025-01-01+00' group by 1) as months order by month
             """, texts["the sum of the year"]),
        ],
    };

    private static readonly RowsJudge Streak = new("postgres", """
        with days as (select distinct customer_id, (placed_at at time zone 'UTC')::date as day from orders),
             runs as (select *, day - row_number() over (partition by customer_id order by day)::int as run from days)
        select customer_id, min(day) as first_day, max(day) as last_day, count(*) as days
        from runs group by customer_id, run order by days desc limit 1
        """);

    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("03"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        ByRows(texts["03.1"], NeverOrdered),
        ByRows(texts["03.2"], NotSpring),
        ByRows(texts["03.3"], Categories),
        ByRows(texts["03.4"], Origins),
        ByRows(texts["03.5"], Lifespans),
        ByRows(texts["03.6"], Family),
        ByRows(texts["03.7"], _ => Best),
        ByRows(texts["03.8"], Months),
        Delivery(texts["03.9"]),
        ByRows(texts["03.10"], _ => Streak),
    ];

    private static Exercise ByRows(ExerciseTexts texts, Func<ExerciseTexts, RowsJudge> judgeOf)
    {
        var right = texts["right"];
        var judge = judgeOf(texts);
        return new(texts, attempt => judge.JudgeAsync(attempt, right));
    }

    private static Exercise Delivery(ExerciseTexts texts)
    {
        var (right, untouched) = (texts["right"], texts["untouched"]);
        return new(texts, _ => JudgeDeliveryAsync(right, untouched)) { UndoAsync = _ => UndoDeliveryAsync() };
    }

    private static async Task<Verdict> JudgeDeliveryAsync(string right, string untouched)
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        var rows = (await connection.QueryAsync<(string Sku, int Quantity, int Deliveries)>("select sku, quantity, deliveries from stock order by sku")).ToList();
        if (rows.SequenceEqual([("KIT-00002", 5, 1), ("OFF-00001", 10, 3), ("TOY-00003", 0, 2)])) return Verdict.NotAttempted(untouched);
        (string Sku, int Quantity, int Deliveries)[] expected = [("GAR-00004", 30, 1), ("KIT-00002", 12, 2), ("OFF-00001", 10, 3), ("TOY-00003", 8, 3)];
        if (rows.SequenceEqual(expected)) return Verdict.Passed(right);
        var wrong = expected.Except(rows).FirstOrDefault();
        var found = rows.Find(row => row.Sku == wrong.Sku);
        if (wrong.Sku is null) return Verdict.Failed($"stock has {rows.Count} rows; expected {expected.Length}.");
        return Verdict.Failed(found.Sku is null
            ? $"{wrong.Sku} is not in stock; the delivery brought it."
            : $"{wrong.Sku} has quantity {found.Quantity} and deliveries {found.Deliveries}; expected {wrong.Quantity} and {wrong.Deliveries}.");
    }

    private static async Task UndoDeliveryAsync()
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        await connection.ExecuteAsync("delete from stock; insert into stock values ('OFF-00001', 10, 3), ('KIT-00002', 5, 1), ('TOY-00003', 0, 2)");
    }
}
