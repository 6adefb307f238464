using System.Diagnostics;
using System.Globalization;
using StackExchange.Redis;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C14;

/// <summary>14 Caching strategies. Answers work in database 1 of the lab's durable Redis, which every check empties first.</summary>
internal sealed class Chapter14 : IChapter
{
    private const string Server = "durable";
    private const string DatabaseIsDown = "the database is down";

    /// <summary>Longer than any call takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("14"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["14.1"], JudgePageAsync),
        new(texts["14.2"], JudgeDecoratorAsync),
        new(texts["14.3"], JudgeOrderAsync),
        new(texts["14.4"], JudgeWriteBehindAsync),
    ];

    private static async Task<Verdict> JudgePageAsync(Attempt attempt)
    {
        var getPage = attempt.CodeAs<Func<string, Func<string, Task<string>>, Task<string>>>();
        using var redis = await RedisPractice.OpenAsync(Server);
        const string Url = "https://shop.example/sale";
        var fetched = 0;
        Task<string> FetchAsync(string url)
        {
            fetched++;
            return Task.FromResult($"{url}, version {fetched}");
        }

        var first = await getPage(Url, FetchAsync);
        if (first != $"{Url}, version 1") return Verdict.Failed($"The page is \"{Url}, version 1\"; got \"{first}\".");
        var second = await getPage(Url, FetchAsync);
        if (fetched != 1) return Verdict.Failed($"Two calls within ten seconds fetched the page {fetched} times; expected once.");
        if (second != first) return Verdict.Failed($"The second call answered \"{second}\"; the page kept is \"{first}\".");
        var count = await redis.TextAsync("GET", "count:" + Url);
        if (count != "2") return Verdict.Failed($"After two calls \"count:{Url}\" holds \"{count}\"; every call counts, also those that the cache answers.");

        var kept = (await redis.TextsAsync("KEYS", "*")).Where(key => key != "count:" + Url).ToList();
        if (kept.Count != 1) return Verdict.Failed($"Beside the count there should be one key in database 1; there are {kept.Count}.");
        var life = await redis.NumberAsync("PTTL", kept[0]);
        if (life is < 0 or > 10_000) return Verdict.Failed($"The page is kept {(life < 0 ? "for ever" : $"for {life} ms")}; expected ten seconds.");
        await redis.CallAsync("PEXPIRE", kept[0], "5000");
        await getPage(Url, FetchAsync);
        if (await redis.NumberAsync("PTTL", kept[0]) > 5_000) return Verdict.Failed("Each call makes the page live longer: a popular page would never be fetched again.");

        await redis.CallAsync("DEL", kept[0]);
        if (await getPage(Url, FetchAsync) != $"{Url}, version 2") return Verdict.Failed("After the page had expired, the old one came back.");
        return await getPage("https://shop.example/", FetchAsync) == "https://shop.example/, version 3"
            ? Verdict.Passed("Cache-aside in four lines. The count tells you later which pages were worth it.")
            : Verdict.Failed("Another url got the same page.");
    }

    private static async Task<Verdict> JudgeDecoratorAsync(Attempt attempt)
    {
        var decorate = attempt.CodeAs<Func<Func<int, Task<string?>>, Func<int, Task<string?>>>>();
        using var redis = await RedisPractice.OpenAsync(Server);
        var asked = new List<int>();
        var isDown = false;
        var cached = decorate(id =>
        {
            asked.Add(id);
            if (isDown) throw new TimeoutException(DatabaseIsDown);
            return Task.FromResult(id switch { 1 => "kettle", 2 => "", _ => null });
        });
        foreach (var (id, expected, what) in new[] { (1, "kettle", "a product"), (2, "", "a product with an empty name"), (3, null, "a product that doesn't exist") })
        {
            for (var call = 1; call <= 2; call++)
                if (await cached(id) is var name && name != expected) return Verdict.Failed($"Call {call} for {what} answered {Quote(name)}; expected {Quote(expected)}.");
            if (asked.Count(other => other == id) != 1) return Verdict.Failed($"Two calls for {what} asked the database {asked.Count(other => other == id)} times; expected once.");
        }

        foreach (var key in await redis.TextsAsync("KEYS", "*"))
            if (await redis.NumberAsync("PTTL", key) == -1) return Verdict.Failed($"The key \"{key}\" never expires, so a change in the database would never be seen.");

        isDown = true;
        try
        {
            var answer = await cached(4);
            return Verdict.Failed($"The database was down, and the cache answered {Quote(answer)} as if it knew.");
        }
        catch (TimeoutException)
        {
            isDown = false;
        }

        return await cached(4) is null && asked.Count(id => id == 4) == 2
            ? Verdict.Passed("It looks like what it wraps, so nobody who uses it must change. It also remembers that there is nothing: else a crawler for products that don't exist would reach the database every time.")
            : Verdict.Failed("A failure was kept as if it were an answer.");
    }

    private static async Task<Verdict> JudgeOrderAsync(Attempt attempt)
    {
        var write = attempt.CodeAs<Func<int, decimal, Func<int, decimal, Task>, Task>>();
        using var redis = await RedisPractice.OpenAsync(Server);
        var database = new Dictionary<int, decimal> { [7] = 10 };
        async Task<decimal> ReadAsync()
        {
            var kept = await redis.Database.StringGetAsync("price:7");
            if (!kept.IsNull) return decimal.Parse(kept.ToString(), CultureInfo.InvariantCulture);
            var price = database[7];
            await redis.Database.StringSetAsync("price:7", price.ToString(CultureInfo.InvariantCulture), TimeSpan.FromMinutes(1));
            return price;
        }

        await ReadAsync();
        await write(7, 11, (id, price) =>
        {
            database[id] = price;
            return Task.CompletedTask;
        });
        if (database[7] != 11) return Verdict.Failed("The new price never reached the database.");
        if (await ReadAsync() is var seen && seen != 11) return Verdict.Failed($"The price is 11 now; a reader sees {seen.ToString(CultureInfo.InvariantCulture)}.");

        // A reader comes while the write is under way.
        await write(7, 12, async (id, price) =>
        {
            await ReadAsync();
            database[id] = price;
        });
        if (await ReadAsync() is var late && late != 12) return Verdict.Failed($"A reader came just before the database changed, and kept what it read. The price is 12; for a minute everybody sees {late.ToString(CultureInfo.InvariantCulture)}.");

        try
        {
            await write(7, 13, (_, _) => throw new TimeoutException(DatabaseIsDown));
            return Verdict.Failed("The database refused the write, and the caller was not told.");
        }
        catch (TimeoutException)
        {
            return await ReadAsync() is var after && after == 12
                ? Verdict.Passed("The database first: it decides. What happens to the cache afterwards can only make it forget, or know the truth.")
                : Verdict.Failed($"The database refused the write, so the price is still 12; the cache says {after.ToString(CultureInfo.InvariantCulture)}.");
        }
    }

    private static async Task<Verdict> JudgeWriteBehindAsync(Attempt attempt)
    {
        var make = attempt.CodeAs<Func<IWriteBehind>>();
        (await RedisPractice.OpenAsync(Server)).Dispose();
        var expected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var writer = make();
        for (var i = 0; i < 60; i++)
        {
            var (key, value) = ($"price:{i % 20}", $"version {i / 20}");
            await WhenConnectedAsync(() => writer.AcceptAsync(key, value));
            expected[key] = value;
        }

        // The cache's server dies and comes back; the program that accepted is gone.
        var server = Lab.Require(Server);
        await server.KillAsync();
        await server.RestartAsync();

        var database = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var applied = 0;
        await FlushAsync(make(), (key, value) =>
        {
            if (++applied == 10) throw new TimeoutException(DatabaseIsDown);
            database[key] = value;
            return Task.CompletedTask;
        });
        if (applied < 10) return Verdict.Failed($"60 writes were accepted. Then Redis was killed and started again, and the program too: only {applied} writes were found. Where did the promise live?");
        await FlushAsync(make(), (key, value) =>
        {
            applied++;
            database[key] = value;
            return Task.CompletedTask;
        });
        var wrong = expected.FirstOrDefault(pair => !database.TryGetValue(pair.Key, out var value) || value != pair.Value);
        if (wrong.Key is not null)
        {
            return Verdict.Failed($"The tenth write to the database failed, and the program was started again. {wrong.Key} should be “{wrong.Value}”; the database has {(database.TryGetValue(wrong.Key, out var value) ? $"“{value}”" : "nothing")}.");
        }

        var again = 0;
        await FlushAsync(make(), (_, _) =>
        {
            again++;
            return Task.CompletedTask;
        });
        return again == 0
            ? Verdict.Passed("Look, apply, then remove. After a crash a write may be applied twice, which does no harm to a price; lost it can't be.")
            : Verdict.Failed($"Everything was in the database, and a further flush wrote {again} of them again.");
    }

    /// <summary>Flushes, until the database is said to be down.</summary>
    private static async Task FlushAsync(IWriteBehind writer, Func<string, string, Task> apply)
    {
        try
        {
            await WhenConnectedAsync(() => writer.FlushAsync(apply));
        }
        catch (TimeoutException exception) when (exception.Message == DatabaseIsDown)
        {
            // As the check arranged it.
        }
    }

    /// <summary>Calls the answer; while its client has not yet noticed that the server is back, tries again.</summary>
    private static async Task WhenConnectedAsync(Func<Task> call)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await call().WaitAsync(Patience);
                return;
            }
            catch (Exception exception) when (clock.Elapsed < 3 * Patience && (exception is RedisConnectionException or TimeoutException { Message: not DatabaseIsDown }))
            {
                await Task.Delay(50);
            }
        }
    }

    private static string Quote(string? text) => text is null ? "null" : $"\"{text}\"";
}
