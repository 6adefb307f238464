using Dapper;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C03;

/// <summary>03 Querying: each answer is judged by the rows that it returns, or by what it leaves in a table.</summary>
internal sealed class Chapter03 : IChapter
{
    private static readonly RowsJudge NeverOrdered = new("postgres",
        "select country, count(*) as customers from customers c where not exists (select from orders o where o.customer_id = c.id) group by country")
    {
        Traps =
        [
            ("select country, count(*) from customers c left join orders o on o.customer_id = c.id group by country",
                "You count every customer's orders. A customer who never ordered has one row in the left join too; what tells that row from the others?"),
            ("select country, count(*) from customers c join orders o on o.customer_id = c.id group by country",
                "An inner join drops the very customers that are asked for."),
        ],
    };

    private static readonly RowsJudge NotSpring = new("postgres",
        "select status, count(*) as orders from orders where placed_at >= '2025-01-01+00' and coupon is distinct from 'SPRING' group by status")
    {
        Traps =
        [
            ("select status, count(*) from orders where placed_at >= '2025-01-01+00' and coupon <> 'SPRING' group by status",
                "Most orders have no coupon at all, and they are missing. What is NULL <> 'SPRING'?"),
        ],
    };

    private static readonly RowsJudge Categories = new("postgres", """
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
             """, "Units and revenue are right. The orders are too many: an order with two items of a category is there twice."),
            ("""
             select category, count(distinct o.id), sum(quantity), sum(total)
             from orders o join order_items i on i.order_id = o.id join products p on p.id = i.product_id
             where status = 'delivered' and placed_at >= '2025-01-01+00' group by category
             """, "The revenue is too high: an order's total is added once for each of its items, and it also holds items of other categories."),
        ],
    };

    private static readonly RowsJudge Origins = new("mysql", "select origin, sum(fans) as nb_fans from metal_bands group by origin order by nb_fans desc")
    {
        IsOrdered = true,
        Traps = [("select origin, count(*) from metal_bands group by origin order by count(*) desc", "You count bands. What is asked for are their fans.")],
    };

    private static readonly RowsJudge Lifespans = new("mysql",
        "select band_name, coalesce(split, 2025) - formed as lifespan from metal_bands where style like '%Glam rock%' order by lifespan desc, band_name")
    {
        IsOrdered = true,
        Traps =
        [
            ("select band_name, split - formed from metal_bands where style like '%Glam rock%' order by split - formed desc, band_name",
                "A band that still plays has split = NULL, and a calculation with NULL is NULL."),
            ("select band_name, coalesce(split, 2025) - formed as lifespan from metal_bands where style = 'Glam rock' order by lifespan desc, band_name",
                "Some bands have more than one style in the column."),
        ],
    };

    private static readonly RowsJudge Family = new("postgres", """
        with recursive family as (
            select id, 1 as level from customers where referred_by = 449
            union all select c.id, level + 1 from customers c join family f on c.referred_by = f.id)
        select id, level from family
        """)
    {
        Traps = [("select id, 1 from customers where referred_by = 449", "These are the ones that 449 brought directly. Some of them brought others.")],
    };

    private static readonly RowsJudge Best = new("postgres", """
        select category, place, name, units from (
            select category, p.name, sum(quantity) as units, rank() over (partition by category order by sum(quantity) desc) as place
            from orders o join order_items i on i.order_id = o.id join products p on p.id = i.product_id
            where status = 'delivered' and placed_at >= '2025-08-01+00' and placed_at < '2025-09-01+00' group by p.id) as ranked
        where place <= 3
        """);

    private static readonly RowsJudge Months = new("postgres", """
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
             """, "so_far is the sum of the whole year in each row: a window without order by is all of the partition."),
        ],
    };

    private static readonly RowsJudge Streak = new("postgres", """
        with days as (select distinct customer_id, (placed_at at time zone 'UTC')::date as day from orders),
             runs as (select *, day - row_number() over (partition by customer_id order by day)::int as run from days)
        select customer_id, min(day) as first_day, max(day) as last_day, count(*) as days
        from runs group by customer_id, run order by days desc limit 1
        """);

    public IReadOnlyList<Exercise> Exercises { get; } =
    [
        new("03.1", "who never ordered", attempt => NeverOrdered.JudgeAsync(attempt, "An anti-join: each customer for whom no order exists. The planner knows the pattern, whether you wrote not exists or left join … is null."))
        {
            Hints =
            [
                "Which join keeps customers without an order?",
                "In its rows, what stands in the columns of orders where there was none? Or ask with not exists.",
                "select country, count(*) … from customers c where not exists (select from orders o where …) group by country",
            ],
        },
        new("03.2", "any coupon but one", attempt => NotSpring.JudgeAsync(attempt, "“is distinct from” treats NULL as a value like any other. It is never unknown, so no order falls between the chairs."))
        {
            Hints =
            [
                "Add up what = 'SPRING' and <> 'SPRING' find. Who is missing?",
                "An order without a coupon has NULL. You want it too.",
                "coupon is distinct from 'SPRING', or (coupon <> 'SPRING' or coupon is null)",
            ],
        },
        new("03.3", "a year by category", attempt => Categories.JudgeAsync(attempt, "Revenue is added up where it arises, at the items; orders are counted once each, by distinct."))
        {
            Hints =
            [
                "Which table knows the quantity and the price of that day? Join the other two to it.",
                "One order can have several items of a category: count its id once.",
                "count(distinct o.id), sum(i.quantity), sum(i.quantity * i.unit_price) … group by category",
            ],
        },
        new("03.4", "where the fans are", attempt => Origins.JudgeAsync(attempt, "Group first, then order by what the groups add up to: order by comes last, so it may use the new name."))
        {
            Hints =
            [
                "One row for each origin: group by what?",
                "The rank is by the sum of the fans, the largest first.",
                "select origin, sum(fans) as nb_fans … group by … order by … desc",
            ],
        },
        new("03.5", "how long a band lives", attempt => Lifespans.JudgeAsync(attempt, "coalesce takes the first of its values that is not NULL: the year of the split, or else this year."))
        {
            Hints =
            [
                "Six of the bands still play. What is in their column split?",
                "coalesce(split, …) gives a NULL a value. And some bands name two styles: like '%…%'.",
                "coalesce(split, 2025) - formed … where style like '%Glam rock%' order by lifespan desc, band_name",
            ],
        },
        new("03.6", "the whole family", attempt => Family.JudgeAsync(attempt, "The second part runs again and again on the rows that the last round found, until a round finds none."))
        {
            Hints =
            [
                "Begin with those whom 449 brought: that is level 1.",
                "with recursive family as (the first level union all those whom a member of family brought, one level deeper)",
                "… union all select c.id, f.level + 1 from customers c join family f on c.referred_by = f.id",
            ],
        },
        new("03.7", "the three best of each category", attempt => Best.JudgeAsync(attempt, "rank gives equals the same place and leaves a gap behind them, as on a podium; so a shared third place is shown whole."))
        {
            Hints =
            [
                "First the units of each product in August, then a place within its category.",
                "Two products of one category share the third place. Which of row_number, rank and dense_rank shows both, and nobody more?",
                "rank() over (partition by category order by sum(quantity) desc) as place, in a subquery; then where place <= 3",
            ],
        },
        new("03.8", "the year so far", attempt => Months.JudgeAsync(attempt, "The window functions run over the rows of the grouped query: twelve rows, however many orders there were."))
        {
            Hints =
            [
                "Twelve rows first: a subquery or CTE with month and revenue.",
                "sum(…) over (order by month) runs up; lag(revenue) over (order by month) is the month before.",
                "date_trunc('month', placed_at at time zone 'UTC')::date as month, sum(total) as revenue … group by 1",
            ],
        },
        new("03.9", "a delivery arrives", _ => JudgeDeliveryAsync())
        {
            Hints =
            [
                "“insert … on conflict … do update” can't touch one row twice in one statement, and the delivery has a sku twice.",
                "Add up the delivery by sku first: insert into stock select sku, sum(…), 1 from delivery group by sku …",
                "… on conflict (sku) do update set quantity = stock.quantity + excluded.quantity, deliveries = stock.deliveries + 1",
            ],
            UndoAsync = _ => UndoDeliveryAsync(),
        },
        new("03.10", "the longest streak", attempt => Streak.JudgeAsync(attempt, "Days in a row and their numbers grow at the same pace, so their difference is constant within a streak, and jumps after a gap. This is known as “gaps and islands”."))
        {
            Hints =
            [
                "First the distinct days on which each customer ordered, numbered by day for each customer.",
                "Write day and number side by side for a few rows and subtract: what happens to day − number at a gap?",
                "day - row_number() over (partition by customer_id order by day)::int as run, then group by customer_id, run",
            ],
        },
    ];

    private static async Task<Verdict> JudgeDeliveryAsync()
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        var rows = (await connection.QueryAsync<(string Sku, int Quantity, int Deliveries)>("select sku, quantity, deliveries from stock order by sku")).ToList();
        if (rows.SequenceEqual([("KIT-00002", 5, 1), ("OFF-00001", 10, 3), ("TOY-00003", 0, 2)])) return Verdict.NotAttempted("stock is as it was before the delivery.");
        (string Sku, int Quantity, int Deliveries)[] expected = [("GAR-00004", 30, 1), ("KIT-00002", 12, 2), ("OFF-00001", 10, 3), ("TOY-00003", 8, 3)];
        if (rows.SequenceEqual(expected)) return Verdict.Passed("One statement, and no moment in which another session could slip between looking and writing. “excluded” is the row that could not be inserted.");
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
