using System.Data.Common;
using Dapper;
using Npgsql;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C04;

/// <summary>04 Schema design: each answer is judged by what the server then accepts and refuses, and by its catalog.</summary>
internal sealed class Chapter04 : IChapter
{
    private const string Users = "id int auto_increment, the primary key; email varchar(255), not null and unique; name varchar(255)";

    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("04"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["04.1"], attempt => JudgeUsersAsync(attempt, "users", withCountry: false)),
        new(texts["04.2"], attempt => JudgeUsersAsync(attempt, "users_by_country", withCountry: true)),
        new(texts["04.3"], _ => JudgeInboxAsync())
        {
            UndoAsync = _ => RunAsync("drop table if exists review_inbox"),
        },
        new(texts["04.4"], _ => JudgeSheetAsync())
        {
            UndoAsync = _ => RunAsync("drop table if exists grades, courses, teachers, students"),
        },
        new(texts["04.5"], _ => JudgeAccountsAsync())
        {
            UndoAsync = _ => RunAsync(Accounts),
        },
        new(texts["04.6"], JudgeMigrationAsync)
        {
            UndoAsync = _ => RunAsync("drop table if exists migrating"),
        },
    ];

    /// <summary>The accounts as the stub makes them.</summary>
    private const string Accounts = """
        drop table if exists accounts;
        create table accounts (id int generated always as identity primary key, email text not null);
        insert into accounts (email) values ('ana@example.com'), ('Bo.Lindqvist@example.org');
        """;

    private static async Task<Verdict> JudgeUsersAsync(Attempt attempt, string table, bool withCountry)
    {
        var statement = attempt.CodeAs<Func<string>>()();
        if (IsBlank(statement)) return Verdict.NotAttempted("there is no statement yet.");
        await using var connection = await Lab.Require("mysql").OpenAsync();
        await connection.ExecuteAsync($"drop table if exists {table}");
        try
        {
            await connection.ExecuteAsync(statement);
            try
            {
                await connection.ExecuteAsync(statement);
            }
            catch (DbException exception)
            {
                return Verdict.Failed($"It works once. Run a second time, it fails: {exception.Message}");
            }

            return await JudgeUsersTableAsync(connection, table, withCountry);
        }
        finally
        {
            await connection.ExecuteAsync($"drop table if exists {table}");
        }
    }

    private static async Task<Verdict> JudgeUsersTableAsync(DbConnection connection, string table, bool withCountry)
    {
        var columns = (await connection.QueryAsync<(string Name, string Type, string Key, string Extra)>(
            "select column_name, column_type, column_key, extra from information_schema.columns "
            + $"where table_schema = database() and table_name = '{table}' order by ordinal_position")).ToList();
        if (columns.Count == 0) return Verdict.Failed($"The statement ran, but there is no table {table}.");
        string[] expected = withCountry ? ["id", "email", "name", "country"] : ["id", "email", "name"];
        if (!columns.Select(column => column.Name).Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal)))
            return Verdict.Failed($"The table has the columns {string.Join(", ", columns.Select(column => column.Name))}; expected {string.Join(", ", expected)}.");
        if (!columns.Exists(column => column.Name == "id" && column.Extra.Contains("auto_increment", StringComparison.OrdinalIgnoreCase)))
            return Verdict.Failed($"id does not count by itself. Expected: {Users}.");
        if (!columns.Exists(column => column is { Name: "id", Key: "PRI" })) return Verdict.Failed($"id is not the primary key. Expected: {Users}.");

        // What a table is, shows in what it does.
        await connection.ExecuteAsync($"insert into {table} (email, name) values ('ana@example.com', 'Ana')");
        if (await RefusalAsync(connection, $"insert into {table} (email, name) values ('bo@example.com', null)") is { } nameless)
            return Verdict.Failed($"A user without a name is refused ({nameless}); only an address must be there.");
        if (await RefusalAsync(connection, $"insert into {table} (email, name) values (repeat('x', 255), repeat('x', 255))") is { } tooShort)
            return Verdict.Failed($"An email and a name of 255 characters are refused: {tooShort}.");
        if (!await IsRefusedAsync(connection, $"insert into {table} (email) values (repeat('y', 256))") || !await IsRefusedAsync(connection, $"insert into {table} (email, name) values ('long', repeat('y', 256))"))
            return Verdict.Failed("An email or a name of 256 characters got in.");
        if (!await IsRefusedAsync(connection, $"insert into {table} (email, name) values ('ana@example.com', 'another Ana')"))
            return Verdict.Failed("Two users with the same email got in.");
        if (!await IsRefusedAsync(connection, $"insert into {table} (email, name) values (null, 'nobody')"))
            return Verdict.Failed("A user without an email got in.");
        if (!await IsRefusedAsync(connection, $"insert into {table} (id, email) values (1, 'cy@example.com')"))
            return Verdict.Failed("Two users with the same id got in.");
        if (!withCountry) return Verdict.Passed("The rules are the table's own, so every program that writes to it keeps them. “if not exists” lets a script run again; mind that it does not look at what is there.");

        var country = await connection.ExecuteScalarAsync<string>($"select country from {table} where email = 'ana@example.com'");
        if (country != "US") return Verdict.Failed($"A user without a country gets {country ?? "NULL"}; expected US.");
        foreach (var one in new[] { "US", "CO", "TN" })
        {
            if (await RefusalAsync(connection, $"insert into {table} (email, country) values ('{one}@example.com', '{one}')") is { } refusal)
                return Verdict.Failed($"A user from {one} is refused: {refusal}.");
        }

        if (!await IsRefusedAsync(connection, $"insert into {table} (email, country) values ('de@example.com', 'DE')")) return Verdict.Failed("A user from DE got in; only US, CO and TN are allowed.");
        if (!await IsRefusedAsync(connection, $"insert into {table} (email, country) values ('null@example.com', null)")) return Verdict.Failed("A user with country NULL got in.");
        var type = columns.Find(column => column.Name == "country").Type;
        return Verdict.Passed(type.StartsWith("enum", StringComparison.OrdinalIgnoreCase)
            ? "The type itself knows the three countries; a row stores one byte."
            : $"It does what it should, as {type} with a rule. An enumeration says the same in the type, and stores one byte.");
    }

    private static async Task<Verdict> JudgeInboxAsync()
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        if (!await ExistsAsync(connection, "review_inbox")) return Verdict.NotAttempted("there is no table review_inbox.");
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("delete from review_inbox", transaction: transaction);
        (string Row, bool IsWelcome, string What)[] rows =
        [
            ("1, 7, 3, 5, 'good'", true, "a review with text"),
            ("2, 7, 4, 1, null", true, "a review with stars only"),
            ("3, 8, 3, 3, 'fine'", true, "another customer's review of the same product"),
            ("4, 9, 3, 0, 'bad'", false, "a rating of 0"),
            ("5, 9, 3, 6, 'wow'", false, "a rating of 6"),
            ("6, 9, 3, null, 'no stars'", false, "a review without a rating"),
            ("7, 7, 3, 4, 'again'", false, "a second review of the same product by the same customer"),
            ("8, 9, 2000000, 4, 'what?'", false, "a review of a product that doesn't exist"),
            ("9, 2000000, 3, 4, 'who?'", false, "a review by a customer who doesn't exist"),
            ("10, null, 3, 4, 'anonymous'", false, "a review by nobody"),
            ("11, 9, 5, 4, ''", false, "an empty text"),
            ("1, 9, 6, 4, 'same id'", false, "a second review with the same id"),
        ];
        foreach (var (row, isWelcome, what) in rows)
        {
            await connection.ExecuteAsync("savepoint trial", transaction: transaction);
            var refusal = await RefusalAsync(connection, $"insert into review_inbox (id, customer_id, product_id, rating, body) values ({row})");
            if (refusal is not null) await connection.ExecuteAsync("rollback to savepoint trial", transaction: transaction);
            if (isWelcome && refusal is not null) return Verdict.Failed($"Your table refuses {what}: {refusal}.");
            if (!isWelcome && refusal is null) return Verdict.Failed($"Your table accepts {what}.");
        }

        return Verdict.Passed("Three good rows got in, nine bad ones did not, and no program had to think of it. A check is passed by NULL: that is why a review without text is welcome, and why rating needs its own not null.");
    }

    private static async Task<Verdict> JudgeAccountsAsync()
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        if (await RefusalAsync(connection, "begin; insert into accounts (email) values ('ANA@Example.com'); rollback") is null)
        {
            var rules = await connection.ExecuteScalarAsync<long>(
                "select (select count(*) from pg_index where indrelid = 'accounts'::regclass) + (select count(*) from pg_constraint where conrelid = 'accounts'::regclass and contype in ('c', 'x')) "
                + "+ (select count(*) from pg_attribute where attrelid = 'accounts'::regclass and attnum > 0) + (select count(*) from pg_trigger where tgrelid = 'accounts'::regclass)");
            return rules <= 3 ? Verdict.NotAttempted("accounts has no new rule.") : Verdict.Failed("ANA@Example.com got in beside ana@example.com.");
        }

        await connection.ExecuteAsync("rollback");
        if (await RefusalAsync(connection, "begin; insert into accounts (email) values ('Zoe.Almeida@Example.com'); rollback") is { } refusal)
        {
            await connection.ExecuteAsync("rollback");
            return Verdict.Failed($"A new customer's address, Zoe.Almeida@Example.com, is refused: {refusal}.");
        }

        if (await RefusalAsync(connection, "begin; update accounts set email = 'BO.lindqvist@EXAMPLE.org' where id = 1; rollback") is null) return Verdict.Failed("An update brought in what an insert may not.");
        await connection.ExecuteAsync("rollback");
        var kept = await connection.ExecuteScalarAsync<string>("select email::text from accounts where id = 2");
        return kept == "Bo.Lindqvist@example.org"
            ? Verdict.Passed("What is compared is the address without its capitals; what is kept is what the customer typed.")
            : Verdict.Failed($"The customer typed Bo.Lindqvist@example.org, and now it is stored as {kept}.");
    }

    private static async Task<Verdict> JudgeSheetAsync()
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        (string Table, string[] Columns, string[] Key)[] tables =
        [
            ("students", ["email", "student"], ["email"]), ("teachers", ["room", "teacher"], ["teacher"]),
            ("courses", ["course", "teacher"], ["course"]), ("grades", ["course", "email", "grade"], ["course", "email"]),
        ];
        var missing = new List<string>();
        foreach (var (table, _, _) in tables)
            if (!await ExistsAsync(connection, table)) missing.Add(table);
        if (missing.Count == tables.Length) return Verdict.NotAttempted("none of the four tables is there.");
        if (missing.Count > 0) return Verdict.Failed($"Not there: {string.Join(", ", missing)}.");
        foreach (var (table, columns, key) in tables)
        {
            var found = (await connection.QueryAsync<string>($"select attname::text from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped order by 1")).ToList();
            if (!found.SequenceEqual(columns)) return Verdict.Failed($"{table} has the columns {string.Join(", ", found)}; expected {string.Join(", ", columns)}.");
            var primary = (await connection.QueryAsync<string>(
                $"select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey) where i.indrelid = '{table}'::regclass and i.indisprimary order by 1")).ToList();
            if (!primary.SequenceEqual(key)) return Verdict.Failed(primary.Count == 0 ? $"{table} has no primary key." : $"The primary key of {table} is ({string.Join(", ", primary)}): is that what its other columns are facts of?");
        }

        foreach (var (child, parent) in new[] { ("courses", "teachers"), ("grades", "students"), ("grades", "courses") })
        {
            if (!await connection.ExecuteScalarAsync<bool>($"select exists (select from pg_constraint where contype = 'f' and conrelid = '{child}'::regclass and confrelid = '{parent}'::regclass)"))
                return Verdict.Failed($"Nothing says that {child} must refer to a row of {parent}.");
        }

        const string Joined = "select student, email, course, teacher, room, grade from grades join students using (email) join courses using (course) join teachers using (teacher)";
        const string Sheet = "select student, email, course, teacher, room, grade from sheet";
        var lost = await connection.ExecuteScalarAsync<long>($"select count(*) from ({Sheet} except all {Joined}) as lost");
        var made = await connection.ExecuteScalarAsync<long>($"select count(*) from ({Joined} except all {Sheet}) as made");
        return lost + made == 0
            ? Verdict.Passed("Joined again, the four tables give back the sheet row for row, and each fact now stands in one place. That is the third normal form.")
            : Verdict.Failed($"Joined again, the tables lack {Quantity.Of(lost)} rows of the sheet and have {Quantity.Of(made)} others.");
    }

    /// <summary>Runs the statements one by one on a table of 100,000 rows, each in a transaction of its own, and reads what each of them locked, read and wrote.</summary>
    private static async Task<Verdict> JudgeMigrationAsync(Attempt attempt)
    {
        const int Rows = 100_000, Most = 10_000;
        var statements = attempt.CodeAs<Func<string[]>>()();
        if (statements.All(IsBlank)) return Verdict.NotAttempted("there is no statement yet.");
        await using var connection = (NpgsqlConnection)await Lab.Require("postgres").OpenAsync();
        await connection.ExecuteAsync($"""
            drop table if exists migrating;
            create table migrating (id int primary key, opened_at timestamptz not null, subject text not null);
            insert into migrating select n, timestamptz '2020-01-01+00' + n * interval '30 minutes', 'ticket ' || n from generate_series(1, {Rows}) as n;
            analyze migrating;
            """);
        try
        {
            foreach (var (statement, number) in statements.Where(statement => !IsBlank(statement)).Select((statement, i) => (statement, i + 1)))
            {
                await using var transaction = await connection.BeginTransactionAsync();
                var before = await LookAsync(connection);
                await connection.ExecuteAsync(statement, transaction: transaction);
                var after = await LookAsync(connection);
                await transaction.CommitAsync();
                var name = $"Statement {number} ({Shorten(statement)})";
                if (after.File != before.File) return Verdict.Failed($"{name} wrote the whole table anew, while nobody else could even read it.");
                if (after.IsExclusive && after.Read - before.Read >= Rows) return Verdict.Failed($"{name} read all {Quantity.Of(Rows)} rows under an AccessExclusiveLock: nobody else could read or write meanwhile.");
                if (after.Written - before.Written > Most) return Verdict.Failed($"{name} changed {Quantity.Of(after.Written - before.Written)} rows, and keeps all of them locked until it ends. At most {Quantity.Of(Most)} at a time.");
            }

            if (!await connection.ExecuteScalarAsync<bool>("select exists (select from pg_attribute where attrelid = 'migrating'::regclass and attname = 'year' and not attisdropped)"))
                return Verdict.Failed("There is no column year.");
            var wrong = await connection.ExecuteScalarAsync<long>("select count(*) from migrating where year is distinct from extract(year from opened_at at time zone 'UTC')::int");
            if (wrong > 0) return Verdict.Failed($"{Quantity.Of(wrong)} rows don't have the year of opened_at.");
            var isRequired = await connection.ExecuteScalarAsync<bool>("select attnotnull from pg_attribute where attrelid = 'migrating'::regclass and attname = 'year'");
            return isRequired
                ? Verdict.Passed("No statement held the strongest lock for longer than it takes to write a line into the catalog. The check constraint was the proof that “set not null” needed.")
                : Verdict.Failed("The years are right. But year may still be NULL: the column is not “not null”.");
        }
        finally
        {
            await connection.ExecuteAsync("drop table if exists migrating");
        }

        static Task<(long File, bool IsExclusive, long Read, long Written)> LookAsync(DbConnection connection) => connection.QuerySingleAsync<(long, bool, long, long)>("""
            select pg_relation_filenode('migrating')::bigint,
                   exists (select from pg_locks where pid = pg_backend_pid() and relation = 'migrating'::regclass and mode = 'AccessExclusiveLock'),
                   seq_tup_read::bigint, (n_tup_upd + n_tup_ins)::bigint
            from pg_stat_xact_user_tables where relid = 'migrating'::regclass
            """);
    }

    private static bool IsBlank(string statement) => statement.Split('\n').All(line => line.Trim() is "" || line.TrimStart().StartsWith("--", StringComparison.Ordinal));

    private static string Shorten(string statement)
    {
        var line = string.Join(' ', statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= 50 ? line : line[..49] + "…";
    }

    private static Task<bool> ExistsAsync(DbConnection connection, string table) => connection.ExecuteScalarAsync<bool>($"select to_regclass('{table}') is not null");

    private static async Task<bool> IsRefusedAsync(DbConnection connection, string statement) => await RefusalAsync(connection, statement) is not null;

    /// <summary>What the server says against a statement, or null where it has nothing against it.</summary>
    private static async Task<string?> RefusalAsync(DbConnection connection, string statement)
    {
        try
        {
            await connection.ExecuteAsync(statement);
            return null;
        }
        catch (DbException exception)
        {
            return exception.Message;
        }
    }

    private static async Task RunAsync(string statements)
    {
        await using var connection = await Lab.Require("postgres").OpenAsync();
        await connection.ExecuteAsync(statements);
    }
}
