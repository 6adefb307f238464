using System.Data.Common;
using System.Globalization;
using Dapper;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C05;

/// <summary>05 Programs in the database: each answer is judged by what it does to rows that the check puts there, in a transaction that is rolled back.</summary>
internal sealed class Chapter05 : IChapter
{
    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("05"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["05.1"], _ => JudgeAsync("view", "need_meeting", NeedMeetingAsync))
        {
            UndoAsync = _ => RunAsync("drop view if exists need_meeting"),
        },
        new(texts["05.2"], _ => JudgeAsync("function", "SafeDiv", SafeDivAsync))
        {
            UndoAsync = _ => RunAsync("drop function if exists SafeDiv"),
        },
        new(texts["05.3"], _ => JudgeAsync("procedure", "AddBonus", AddBonusAsync))
        {
            UndoAsync = _ => RunAsync("drop procedure if exists AddBonus"),
        },
        new(texts["05.4"], _ => JudgeAsync("procedure", "ComputeAverageScoreForUser", attempt => AverageAsync(attempt, "ComputeAverageScoreForUser", isWeighted: false, isForAll: false)))
        {
            UndoAsync = _ => RunAsync("drop procedure if exists ComputeAverageScoreForUser"),
        },
        new(texts["05.5"], _ => JudgeAsync("procedure", "ComputeAverageWeightedScoreForUser", attempt => AverageAsync(attempt, "ComputeAverageWeightedScoreForUser", isWeighted: true, isForAll: false)))
        {
            UndoAsync = _ => RunAsync("drop procedure if exists ComputeAverageWeightedScoreForUser"),
        },
        new(texts["05.6"], _ => JudgeAsync("procedure", "ComputeAverageWeightedScoreForUsers", attempt => AverageAsync(attempt, "ComputeAverageWeightedScoreForUsers", isWeighted: true, isForAll: true)))
        {
            UndoAsync = _ => RunAsync("drop procedure if exists ComputeAverageWeightedScoreForUsers"),
        },
        new(texts["05.7"], _ => JudgeTriggerAsync("item_orders", StockAsync))
        {
            UndoAsync = _ => DropTriggersAsync("item_orders"),
        },
        new(texts["05.8"], _ => JudgeTriggerAsync("users", ValidEmailAsync))
        {
            UndoAsync = _ => DropTriggersAsync("users"),
        },
    ];

    private static async Task<Verdict> NeedMeetingAsync(DbConnection db)
    {
        (string Name, int Score, string Last, bool IsDue)[] students =
        [
            ("never, and weak", 79, "null", true), ("long ago, and weak", 0, "curdate() - interval 2 month", true),
            ("last week, and weak", 40, "curdate() - interval 7 day", false), ("never, but 80", 80, "null", false),
            ("long ago, but good", 95, "curdate() - interval 1 year", false),
        ];
        await db.ExecuteAsync("delete from students");
        foreach (var (name, score, last, _) in students) await db.ExecuteAsync($"insert into students (name, score, last_meeting) values ('{name}', {score}, {last})");
        var names = (await db.QueryAsync("select * from need_meeting")).Select(row => ((IDictionary<string, object?>)row)).ToList();
        if (names.Exists(row => row.Count != 1)) return Verdict.Failed($"The view has {names[0].Count} columns; expected one, the name.");
        var listed = names.Select(row => row.Values.Single()?.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, _, _, isDue) in students)
            if (listed.Contains(name) != isDue) return Verdict.Failed($"A student with “{name}” is {(isDue ? "missing from" : "in")} the view.");
        return Verdict.Passed("The view holds no rows: the check put five new students into the table, and it knew them at once.");
    }

    private static async Task<Verdict> SafeDivAsync(DbConnection db)
    {
        foreach (var (a, b, expected) in new[] { (10, 2, 5.0), (7, 2, 3.5), (10, 0, 0.0), (0, 5, 0.0), (-9, 4, -2.25) })
        {
            var result = await db.ExecuteScalarAsync<double?>($"select SafeDiv({a}, {b})");
            if (result is null || Math.Abs(result.Value - expected) > 1e-6)
                return Verdict.Failed($"SafeDiv({a}, {b}) is {result?.ToString(CultureInfo.InvariantCulture) ?? "NULL"}; expected {expected.ToString(CultureInfo.InvariantCulture)}.");
        }

        return Verdict.Passed("In MySQL a division by zero is NULL (and an error in strict mode, when it is stored); now it is 0, in every query that uses the function.");
    }

    private static async Task<Verdict> AddBonusAsync(DbConnection db)
    {
        var user = await db.ExecuteScalarAsync<int>("select min(id) from users");
        var projects = await db.ExecuteScalarAsync<long>("select count(*) from projects");
        var known = await db.ExecuteScalarAsync<string>("select name from projects order by id limit 1");
        await db.ExecuteAsync($"call AddBonus({user}, '{known}', 91)");
        if (await db.ExecuteScalarAsync<long>("select count(*) from projects") != projects) return Verdict.Failed($"A bonus for “{known}”, a project that is there, made another project.");
        await db.ExecuteAsync($"call AddBonus({user}, 'a project that nobody knew', 92)");
        await db.ExecuteAsync($"call AddBonus({user}, 'a project that nobody knew', 93)");
        var made = await db.ExecuteScalarAsync<long>("select count(*) from projects where name = 'a project that nobody knew'");
        if (made != 1) return Verdict.Failed($"Two bonuses for a new project made {made} projects of that name; expected one.");
        var scores = (await db.QueryAsync<(string Project, double Score)>(
            $"select p.name, c.score from corrections c join projects p on p.id = c.project_id where c.user_id = {user} and c.score in (91, 92, 93) order by c.score")).ToList();
        return scores.SequenceEqual([(known!, 91), ("a project that nobody knew", 92), ("a project that nobody knew", 93)])
            ? Verdict.Passed("One call does what would be three round trips: look, perhaps insert, insert.")
            : Verdict.Failed($"After three bonuses of 91, 92 and 93 the corrections of the user are: {string.Join(", ", scores.Select(row => $"{row.Project} {row.Score.ToString(CultureInfo.InvariantCulture)}"))}.");
    }

    private static async Task<Verdict> AverageAsync(DbConnection db, string procedure, bool isWeighted, bool isForAll)
    {
        await db.ExecuteAsync("delete from corrections; delete from projects; delete from users");
        await db.ExecuteAsync("insert into projects (id, name, weight) values (1, 'C', 1), (2, 'SQL', 3)");
        await db.ExecuteAsync("insert into users (id, name, email, average_score) values (1, 'Ana', 'a@example.com', -1), (2, 'Bo', 'b@example.com', -1), (3, 'Cy', 'c@example.com', -1)");
        await db.ExecuteAsync("insert into corrections (user_id, project_id, score) values (1, 1, 80), (1, 2, 97), (2, 1, 33)");
        if (isForAll) await db.ExecuteAsync($"call {procedure}()");
        else await db.ExecuteAsync($"call {procedure}(1)");
        var averages = (await db.QueryAsync<(string Name, decimal Average)>("select name, cast(average_score as decimal(10, 3)) from users order by id")).ToDictionary(row => row.Name, row => row.Average, StringComparer.Ordinal);
        var ana = isWeighted ? 92.75m : 88.5m;
        if (averages["Ana"] != ana) return Verdict.Failed($"Ana has 80 in a project of weight 1 and 97 in one of weight 3. Stored: {averages["Ana"].ToString("0.##", CultureInfo.InvariantCulture)}; expected {ana.ToString(CultureInfo.InvariantCulture)}.");
        if (!isForAll)
        {
            if (averages["Bo"] != -1) return Verdict.Failed("It was called for Ana, and Bo's average changed.");
            await db.ExecuteAsync($"call {procedure}(3)");
            averages["Cy"] = await db.ExecuteScalarAsync<decimal?>("select average_score from users where id = 3") ?? throw new InvalidOperationException("the average of a user without corrections is NULL; expected 0");
        }
        else if (averages["Bo"] != 33)
        {
            return Verdict.Failed($"Bo has 33 in one project. Stored: {averages["Bo"].ToString("0.##", CultureInfo.InvariantCulture)}.");
        }

        return averages["Cy"] == 0
            ? Verdict.Passed(isForAll ? "One update for all users. The server goes through the rows; you need not." : "The average is computed where the scores are; nothing but the call travels.")
            : Verdict.Failed($"Cy has no corrections. Stored: {averages["Cy"].ToString("0.##", CultureInfo.InvariantCulture)}; expected 0.");
    }

    private static async Task<Verdict> StockAsync(DbConnection db)
    {
        await db.ExecuteAsync("delete from item_orders; delete from items");
        await db.ExecuteAsync("insert into items (name, quantity) values ('apple', 10), ('pear', 20), ('plum', 30)");
        await db.ExecuteAsync("insert into item_orders (item_name, number) values ('apple', 1), ('apple', 3), ('pear', 2)");
        var left = (await db.QueryAsync<(string Name, int Quantity)>("select name, quantity from items order by name")).ToList();
        return left.SequenceEqual([("apple", 6), ("pear", 18), ("plum", 30)])
            ? Verdict.Passed("Three rows in one insert: the trigger ran for each. Whoever writes an order, by whatever program, takes from the stock.")
            : Verdict.Failed($"Of 10 apples, 20 pears and 30 plums, orders of 1 and 3 apples and 2 pears leave {string.Join(", ", left.Select(item => $"{item.Quantity} {item.Name}"))}; expected 6, 18 and 30.");
    }

    private static async Task<Verdict> ValidEmailAsync(DbConnection db)
    {
        await db.ExecuteAsync("delete from corrections; delete from users");
        await db.ExecuteAsync("insert into users (id, email, name, valid_email) values (1, 'a@example.com', 'Ana', 1), (2, 'b@example.com', 'Bo', 1), (3, 'c@example.com', 'Cy', 1), (4, 'd@example.com', 'Di', 0), (5, 'e@example.com', 'Ed', 1), (6, 'f@example.com', 'Fa', 0), (7, 'g@example.com', 'Gi', 1)");
        await db.ExecuteAsync("update users set email = 'new@example.com' where id = 1");
        await db.ExecuteAsync("update users set name = 'Boris' where id = 2");
        await db.ExecuteAsync("update users set email = 'c@example.com', name = 'Cyd' where id = 3");
        await db.ExecuteAsync("update users set valid_email = 1 where id = 4");
        await db.ExecuteAsync("update users set name = 'Fay' where id = 6");
        (int Id, bool IsValid, string What)[] expected =
            [(1, false, "whose address changed"), (2, true, "whose name changed"), (3, true, "who was given the same address again"), (4, true, "who proved the address"), (5, true, "whom nobody touched"), (6, false, "with an unproved address, whose name changed,")];
        foreach (var (id, isValid, what) in expected)
            if (await db.ExecuteScalarAsync<long>($"select valid_email from users where id = {id}") != (isValid ? 1 : 0))
                return Verdict.Failed($"The user {what} has valid_email = {(isValid ? 0 : 1)}; expected {(isValid ? 1 : 0)}.");
        await db.ExecuteAsync("update users set email = null where id = 7");
        if (await db.ExecuteScalarAsync<long>("select valid_email from users where id = 7") != 0)
            return Verdict.Failed("The user whose address was taken away has valid_email = 1; expected 0. Compared with <>, a NULL is neither equal nor unequal.");
        return Verdict.Passed("The trigger sees the row before and after, so it knows what changed; the program that updates need not.");
    }

    private static Task<Verdict> JudgeAsync(string kind, string name, Func<DbConnection, Task<Verdict>> judge) => JudgeInTransactionAsync(
        kind == "view"
            ? $"select count(*) from information_schema.views where table_schema = database() and table_name = '{name}'"
            : $"select count(*) from information_schema.routines where routine_schema = database() and routine_type = '{kind.ToUpperInvariant()}' and routine_name = '{name}'",
        $"there is no {kind} {name}.",
        judge);

    private static Task<Verdict> JudgeTriggerAsync(string table, Func<DbConnection, Task<Verdict>> judge) => JudgeInTransactionAsync(
        $"select count(*) from information_schema.triggers where trigger_schema = database() and event_object_table = '{table}'", $"{table} has no trigger.", judge);

    private static async Task<Verdict> JudgeInTransactionAsync(string exists, string missing, Func<DbConnection, Task<Verdict>> judge)
    {
        await using var connection = await Lab.Require("mysql").OpenAsync();
        if (await connection.ExecuteScalarAsync<long>(exists) == 0) return Verdict.NotAttempted(missing);
        await connection.ExecuteAsync("start transaction");
        try
        {
            return await judge(connection);
        }
        finally
        {
            await connection.ExecuteAsync("rollback");
        }
    }

    private static async Task DropTriggersAsync(string table)
    {
        await using var connection = await Lab.Require("mysql").OpenAsync();
        foreach (var trigger in await connection.QueryAsync<string>($"select trigger_name from information_schema.triggers where trigger_schema = database() and event_object_table = '{table}'"))
            await connection.ExecuteAsync($"drop trigger `{trigger}`");
    }

    private static async Task RunAsync(string statement)
    {
        await using var connection = await Lab.Require("mysql").OpenAsync();
        await connection.ExecuteAsync(statement);
    }
}
