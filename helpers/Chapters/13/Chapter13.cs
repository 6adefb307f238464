using System.Globalization;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C13;

/// <summary>13 Redis structures. Answers work in database 1, which every check empties first.</summary>
internal sealed class Chapter13 : IChapter
{
    private const int Players = 2_000;

    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("13"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["13.1"], JudgeCacheAsync),
        new(texts["13.2"], JudgeReadingAsync),
        new(texts["13.3"], JudgeCountingAsync),
        new(texts["13.4"], JudgeRecordingAsync),
        new(texts["13.5"], JudgeReplayAsync),
        new(texts["13.6"], JudgeLeaderboardAsync),
        new(texts["13.7"], JudgeRateLimiterAsync),
    ];

    private static async Task<Verdict> JudgeCacheAsync(Attempt attempt)
    {
        var make = attempt.CodeAs<Func<ICache>>();
        using var redis = await RedisPractice.OpenAsync("redis");
        await redis.CallAsync("SET", "left over", "from before");
        var cache = make();
        var first = await cache.StoreAsync("one");
        if (await redis.NumberAsync("EXISTS", "left over") == 1) return Verdict.Failed("A key from before is still there. A new cache starts empty.");
        if (string.IsNullOrEmpty(first)) return Verdict.Failed("StoreAsync returned no key.");
        var second = await cache.StoreAsync("one");
        if (first == second) return Verdict.Failed($"Two calls with one value got one key, \"{first}\". Each call gets a key of its own.");
        foreach (var key in new[] { first, second })
        {
            var kind = await redis.TextAsync("TYPE", key);
            if (kind == "none") return Verdict.Failed($"StoreAsync returned \"{key}\", but there is no such key in database 1.");
            if (kind != "string") return Verdict.Failed($"\"{key}\" is a {kind}; a value to be given back whole is a string.");
            if (await redis.TextAsync("GET", key) is var found && found != "one") return Verdict.Failed($"Stored was \"one\"; under \"{key}\" stands \"{found}\".");
        }

        var other = await make().StoreAsync("two");
        return other == first || other == second
            ? Verdict.Failed($"A second cache gave out \"{other}\", which the first had given out already. A count begins again with each cache; chance does not.")
            : Verdict.Passed("Each value has a key that nobody else will ever make, so caches need not agree on anything.");
    }

    private static async Task<Verdict> JudgeReadingAsync(Attempt attempt)
    {
        var cache = attempt.CodeAs<Func<IReadableCache>>()();
        using var redis = await RedisPractice.OpenAsync("redis");
        await redis.CallAsync("MSET", "number", "42", "text", "Grüße", "empty", "");
        if (await cache.GetAsync<int?>("number", text => int.Parse(text, CultureInfo.InvariantCulture)) is var number && number != 42)
            return Verdict.Failed($"The key holds 42; GetAsync<int?> answered {number?.ToString(CultureInfo.InvariantCulture) ?? "null"}.");
        if (await cache.GetAsync("text", text => text) is var words && words != "Grüße") return Verdict.Failed($"The key holds \"Grüße\"; GetAsync<string> answered \"{words}\".");
        if (await cache.GetAsync<int?>("empty", text => text.Length) is not 0)
            return Verdict.Failed("A key that holds an empty text is there, and convert must be called for it; it was taken as missing.");
        var wasAsked = false;
        var missing = await cache.GetAsync<int?>("missing", _ =>
        {
            wasAsked = true;
            return 0;
        });
        if (wasAsked) return Verdict.Failed("convert was called for a key that does not exist.");
        return missing is not null
            ? Verdict.Failed($"For a key that does not exist GetAsync<int?> answered {missing}; expected null.")
            : Verdict.Passed("Missing, empty and zero are three things, and a reader can tell them apart.");
    }

    private static async Task<Verdict> JudgeCountingAsync(Attempt attempt)
    {
        const int Callers = 20;
        using var redis = await RedisPractice.OpenAsync("redis");
        var counted = attempt.CodeAs<Func<string, Func<string, Task<string>>, Func<string, Task<string>>>>()("calls:greet", GreetAsync);
        if (await counted("Ann") is var said && said != "Hello Ann") return Verdict.Failed($"The method answers \"Hello Ann\"; counted, it answered \"{said}\".");
        if (await redis.TextAsync("GET", "calls:greet") is var once && once != "1") return Verdict.Failed($"After one call \"calls:greet\" holds \"{once}\"; expected 1.");
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => counted("Bo")));
        var total = await redis.NumberAsync("GET", "calls:greet");
        return total != Callers + 1
            ? Verdict.Failed($"After {Callers} more calls at once \"calls:greet\" holds {total}; expected {Callers + 1}.")
            : Verdict.Passed("The server counts, in one step, so no caller can overwrite another's count.");
    }

    private static async Task<Verdict> JudgeRecordingAsync(Attempt attempt)
    {
        using var redis = await RedisPractice.OpenAsync("redis");
        var recorded = attempt.CodeAs<Func<string, Func<string, Task<string>>, Func<string, Task<string>>>>()("greet", GreetAsync);
        string[] inputs = ["Ann", "Bo", "Ann", "Cyd"];
        foreach (var input in inputs)
            if (await recorded(input) is var said && said != "Hello " + input)
                return Verdict.Failed($"The method answers \"Hello {input}\"; recorded, it answered \"{said}\".");
        foreach (var (key, expected) in new[] { ("greet:inputs", inputs), ("greet:outputs", [.. inputs.Select(input => "Hello " + input)]) })
        {
            var kind = await redis.TextAsync("TYPE", key);
            if (kind != "list") return Verdict.Failed(kind == "none" ? $"There is no key \"{key}\" in database 1." : $"\"{key}\" is a {kind}; expected a list.");
            var found = await redis.TextsAsync("LRANGE", key, "0", "-1");
            if (!found.SequenceEqual(expected)) return Verdict.Failed($"After calls with {Listed(inputs)} the list \"{key}\" holds {Listed(found)}; expected {Listed(expected)}.");
        }

        return Verdict.Passed("Both lists grow at their ends, so the n-th entries of both belong to the n-th call.");
    }

    private static async Task<Verdict> JudgeReplayAsync(Attempt attempt)
    {
        var replay = attempt.CodeAs<Func<string, Task<List<(string, string)>>>>();
        using var redis = await RedisPractice.OpenAsync("redis");
        await redis.CallAsync("RPUSH", "greet:inputs", "Ann", "Bo", "Ann", "Cyd");
        await redis.CallAsync("RPUSH", "greet:outputs", "Hello Ann", "Hello Bo", "Welcome back, Ann");
        List<(string, string)> expected = [("Ann", "Hello Ann"), ("Bo", "Hello Bo"), ("Ann", "Welcome back, Ann")];
        var found = await replay("greet");
        if (!found.SequenceEqual(expected))
            return Verdict.Failed($"The lists hold four inputs and three outputs. Expected {Listed(expected)}; ReplayAsync answered {Listed(found)}.");
        return await replay("never called") is { Count: > 0 } ghosts
            ? Verdict.Failed($"Of a method that was never called ReplayAsync answered {Listed(ghosts)}; expected no calls.")
            : Verdict.Passed("Two lists written in step can be read in step. A stream would keep both in one entry, and the time with it.");
    }

    private static async Task<Verdict> JudgeLeaderboardAsync(Attempt attempt)
    {
        using var redis = await RedisPractice.OpenAsync("redis");
        var board = attempt.CodeAs<Func<ILeaderboard>>()();
        await board.AddAsync("player 0001", 0.5);
        await Task.WhenAll(Enumerable.Range(1, Players).Select(i => board.AddAsync(Player(i), i)));
        // Ten times 300 at once lift one from the last place to the first: unless one of them overwrites another.
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => board.AddAsync("player 0001", 300)));
        var before = await BytesSentAsync(redis);
        var top = await board.TopAsync(3);
        var (best, middle, last, stranger) = (await board.RankAsync("player 0001"), await board.RankAsync(Player(1_000)), await board.RankAsync(Player(2)), await board.RankAsync("nobody"));
        var sent = await BytesSentAsync(redis) - before;

        string[] expected = ["player 0001", Player(2_000), Player(1_999)];
        if (!top.SequenceEqual(expected)) return Verdict.Failed($"The best three should be {Listed(expected)}; TopAsync(3) answered {Listed(top)}. The first of them got ten times 300 points at the same moment.");
        if ((best, middle, last) != (1, 1_002, Players)) return Verdict.Failed($"Expected the places 1, 1002 and {Players}; RankAsync answered {best}, {middle}, {last}.");
        if (stranger is not null) return Verdict.Failed($"For a player without points RankAsync answered {stranger}; expected null.");
        // One INFO, three names and four ranks; all players would be more than 20,000.
        return sent > 16_000
            ? Verdict.Failed($"Right answers, but the server sent {sent.ToString("N0", CultureInfo.InvariantCulture)} bytes for them: somebody fetches all {Players} players.")
            : Verdict.Passed("A sorted set is always sorted. Adding, ranking and the best few cost the logarithm of its size.");
    }

    private static async Task<Verdict> JudgeRateLimiterAsync(Attempt attempt)
    {
        const int Limit = 5;
        var make = attempt.CodeAs<Func<int, TimeSpan, IRateLimiter>>();
        using var redis = await RedisPractice.OpenAsync("redis");
        var slow = make(Limit, TimeSpan.FromHours(1));
        var passed = (await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => slow.AllowAsync("ann")))).Count(isAllowed => isAllowed);
        if (passed != Limit) return Verdict.Failed($"Of 100 requests at once with a limit of {Limit}, {passed} passed.");
        if (!await slow.AllowAsync("bo")) return Verdict.Failed("Ann has used up her limit, and Bo is refused. Each client has a limit of its own.");
        foreach (var key in await redis.TextsAsync("KEYS", "*"))
            if (await redis.NumberAsync("PTTL", key) == -1)
                return Verdict.Failed($"The key \"{key}\" has no time to live: a client that never comes back leaves it there for ever.");

        var window = TimeSpan.FromMilliseconds(250);
        var quick = make(1, window);
        var refused = 0;
        // A fixed window may end between two requests, so two may pass; ten of ten can't.
        for (var i = 0; i < 10; i++) refused += await quick.AllowAsync("cyd") ? 0 : 1;
        if (refused == 0) return Verdict.Failed("Ten requests in a row passed a limit of 1.");
        await Task.Delay(3 * window);
        return !await quick.AllowAsync("cyd")
            ? Verdict.Failed($"{3 * window.TotalMilliseconds} ms after a window of {window.TotalMilliseconds} ms was used up, a request is still refused.")
            : Verdict.Passed("Counting and deciding are one step on the server, and each key takes itself away.");
    }

    private static Task<string> GreetAsync(string name) => Task.FromResult("Hello " + name);

    private static string Player(int i) => i.ToString("'player '0000", CultureInfo.InvariantCulture);

    private static string Listed<T>(IEnumerable<T> items) => items.Any() ? "[" + string.Join(", ", items) + "]" : "nothing";

    private static async Task<long> BytesSentAsync(RedisPractice redis) => (await redis.TextAsync("INFO", "stats")).Split('\n')
        .Where(line => line.StartsWith("total_net_output_bytes:", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture)).Single();
}
