using System.Data.Common;
using Dapper;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C08;

/// <summary>08.2 and 08.3: two change one number by a decision that is made in C#. One adds one, the other doubles: 10 becomes 21 or 22, or something was lost.</summary>
internal static class DecisionJudge
{
    private const string Tables = """
        create table stock (product_id int primary key, pieces int not null, version int not null default 0);
        insert into stock values (1, 10), (2, 10);
        """;

    private static readonly Func<int, int>[] Decisions = [pieces => pieces + 1, pieces => pieces * 2];

    public static async Task<Verdict> JudgeLockAsync(Attempt attempt)
    {
        var change = attempt.CodeAs<Func<DbConnection, int, Func<int, Task<int>>, Task>>();
        await using var callers = await Callers.OpenAsync(2, Tables);
        var decisions = new int[2];
        var calls = new Task[2];
        var bothDecided = false;
        async Task<int> DecideAsync(int caller, int pieces)
        {
            Interlocked.Increment(ref decisions[caller]);
            // Whoever decides first does not before it is certain whether the other can decide, too.
            if (caller == 0)
            {
                await callers.UntilStillAsync(calls, [1], _ => decisions[1] > 0);
                bothDecided = decisions[1] > 0 && !calls[1].IsCompleted;
            }

            return Decisions[caller](pieces);
        }

        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var secondStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        calls[0] = Task.Run(() => change(callers.Connections[0], 1, async pieces =>
        {
            entered.TrySetResult();
            await secondStarted.Task;
            return await DecideAsync(0, pieces);
        }));
        await Task.WhenAny(entered.Task, calls[0]);
        calls[1] = Task.Run(() => change(callers.Connections[1], 1, pieces => DecideAsync(1, pieces)));
        secondStarted.SetResult();
        if (await callers.EndAsync(calls) is { } wrong) return Verdict.Failed(wrong);

        if (decisions[0] == 0 || decisions[1] == 0) return Verdict.Failed("decide was not called.");
        var after = await callers.Auditor.ExecuteScalarAsync<int>("select pieces from stock where product_id = 1");
        if (after is not (21 or 22))
            return Verdict.Failed($"While the first was deciding, the second got to decide as well, on the same 10 pieces. One added one, the other doubled: expected 21 or 22, the table says {after}.");
        if (bothDecided)
            return Verdict.Failed($"The number is right ({after}), but the second got to decide while the first was deciding. Here the row must be out of bounds until the decision stands.");
        return decisions.Sum() != 2
            ? Verdict.Failed($"The number is right ({after}), but decide was called {decisions.Sum()} times for two changes: here it may be called once for each.")
            : Verdict.Passed($"The server had the second wait while the first decided, and then showed it the new number: {after}. Such a lock is called pessimistic: it expects the worst, and everybody else waits.");
    }

    public static async Task<Verdict> JudgeVersionAsync(Attempt attempt)
    {
        var change = attempt.CodeAs<Func<DbConnection, int, Func<int, Task<int>>, Task>>();
        await using var callers = await Callers.OpenAsync(2, Tables);
        var decisions = new int[2];
        var calls = new Task[2];
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string? held = null;
        async Task<int> DecideAsync(int caller, int pieces)
        {
            await started.Task;
            var count = Interlocked.Increment(ref decisions[caller]);
            if (await callers.IsIdleInTransactionAsync(caller)) held = "While decide ran, a transaction was open: pg_stat_activity calls it idle in transaction. A person may think for minutes; everybody would wait.";
            var other = 1 - caller;
            // Both have read before either writes.
            if (count == 1) await callers.UntilStillAsync(calls, [other], _ => decisions[other] > 0);
            return Decisions[caller](pieces);
        }

        for (var i = 0; i < 2; i++)
        {
            var caller = i;
            calls[i] = Task.Run(() => change(callers.Connections[caller], 1, pieces => DecideAsync(caller, pieces)));
        }

        started.SetResult();
        var wrong = await callers.EndAsync(calls);
        if (held is not null) return Verdict.Failed(held);
        if (wrong is not null) return Verdict.Failed(wrong);
        var after = await callers.Auditor.ExecuteScalarAsync<int>("select pieces from stock where product_id = 1");
        if (decisions.Sum() == 0) return Verdict.Failed("decide was not called.");
        return after is 21 or 22
            ? Verdict.Passed($"Both decided on 10 pieces, one was first, the other noticed and decided again: decide was called {decisions.Sum()} times, and {after} is right. Such a check is called optimistic: it expects no conflict, and pays when there is one.")
            : Verdict.Failed($"Both decided on 10 pieces. One added one, the other doubled: expected 21 or 22, the table says {after}. decide was called {decisions.Sum()} times.");
    }
}
