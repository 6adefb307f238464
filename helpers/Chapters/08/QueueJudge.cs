using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C08;

/// <summary>08.6: eight workers, eight jobs; one job that fails, one worker that dies.</summary>
internal static class QueueJudge
{
    private const int Workers = 8;
    private const string Free = "select count(*) from job where done_at is null";

    public static async Task<Verdict> JudgeAsync(Attempt attempt)
    {
        var work = attempt.CodeAs<Func<DbConnection, Func<int, Task>, Task<bool>>>();
        await using var callers = await Callers.OpenAsync(Workers + 4, $"""
            create table job (id int primary key, done_at timestamptz);
            insert into job select id from generate_series(1, {Workers}) as id;
            """);
        return await JudgeEightAsync(callers, work)
            ?? await JudgeFailureAsync(callers, work)
            ?? await JudgeDeathAsync(callers, work)
            ?? Verdict.Passed($"{Workers} workers had {Workers} jobs in hand at once and nobody waited; a job that failed and a job whose worker died were free again. The lock is the mark “in my hands”, and the server takes it away from the dead.");
    }

    private static async Task<Verdict?> JudgeEightAsync(Callers callers, Func<DbConnection, Func<int, Task>, Task<bool>> work)
    {
        var hands = new ConcurrentDictionary<int, int>();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var workers = new Task<bool>[Workers];
        for (var i = 0; i < Workers; i++)
        {
            var worker = i;
            workers[i] = Task.Run(() => work(callers.Connections[worker], async job =>
            {
                hands[worker] = job;
                await go.Task;
            }));
        }

        Task<bool>? late = null;
        try
        {
            await callers.UntilStillAsync(workers, Enumerable.Range(0, Workers), hands.ContainsKey);
            foreach (var failed in workers.Where(worker => worker.IsFaulted)) await failed;
            var waiting = Enumerable.Range(0, Workers).Count(worker => !hands.ContainsKey(worker) && !workers[worker].IsCompleted);
            if (hands.Values.GroupBy(job => job).FirstOrDefault(job => job.Count() > 1)?.Key is { } twice) return Verdict.Failed($"Job {twice} is in the hands of two workers at once.");
            if (waiting > 0) return Verdict.Failed($"{hands.Count} of {Workers} workers have a job in hand; {waiting} wait for a lock that another worker holds, though other jobs are free.");
            if (hands.Count < Workers) return Verdict.Failed($"{Workers} jobs are free, and {Workers - hands.Count} of {Workers} workers found none.");

            // Everything is in somebody's hands: there is nothing to do, and nothing to wait for.
            var calls = new Task[Workers + 1];
            workers.CopyTo(calls, 0);
            calls[Workers] = late = Task.Run(() => work(callers.Connections[Workers], job => Task.CompletedTask));
            await callers.UntilStillAsync(calls, [Workers]);
            if (!late.IsCompleted) return Verdict.Failed("All jobs are in somebody's hands, and a worker that looks for one waits instead of returning false.");
            if (await late) return Verdict.Failed("All jobs are in somebody's hands, and yet a ninth worker reported one as done.");
        }
        finally
        {
            go.TrySetResult();
            await Quietly(Task.WhenAll(workers));
            if (late is not null) await Quietly(late);
        }

        if (await callers.EndAsync(workers) is { } wrong) return Verdict.Failed(wrong);
        if (workers.Count(worker => worker.Result) < Workers) return Verdict.Failed("A worker did a job and returned false.");
        return await callers.AskAsync<long>(Free) is > 0 and var open ? Verdict.Failed($"All {Workers} jobs were handled, but {open} still have no done_at.") : null;
    }

    private static async Task<Verdict?> JudgeFailureAsync(Callers callers, Func<DbConnection, Func<int, Task>, Task<bool>> work)
    {
        await callers.Auditor.ExecuteAsync("delete from job; insert into job values (101)");
        // Whether the error comes out is the answer's affair.
        await Quietly(Task.Run(() => work(callers.Connections[Workers], _ => throw new InvalidOperationException("the job failed"))));
        if (await callers.AskAsync<long>(Free) == 0) return Verdict.Failed("handle failed, and the job is marked as done.");
        return await TakesAsync(callers, work, Workers + 1, 101) ? null : Verdict.Failed("handle failed, and the job was not free for the next worker: your code still holds it, or has marked it as taken.");
    }

    private static async Task<Verdict?> JudgeDeathAsync(Callers callers, Func<DbConnection, Func<int, Task>, Task<bool>> work)
    {
        await callers.Auditor.ExecuteAsync("delete from job; insert into job values (102)");
        var dying = callers.Connections[Workers + 2].ProcessID;
        await Quietly(Task.Run(() => work(callers.Connections[Workers + 2], async _ => await callers.AskAsync<bool>($"select pg_terminate_backend({dying})"))));
        while (await callers.AskAsync<long>($"select count(*) from pg_stat_activity where pid = {dying}") > 0) await Task.Delay(5);
        return await TakesAsync(callers, work, Workers + 3, 102)
            ? null
            : Verdict.Failed("A worker's connection was ended while it had a job in hand. The job was never done, and no other worker found it: it is lost.");
    }

    private static async Task<bool> TakesAsync(Callers callers, Func<DbConnection, Func<int, Task>, Task<bool>> work, int worker, int expected)
    {
        var taken = 0;
        var calls = new Task[worker + 1];
        Array.Fill(calls, Task.CompletedTask);
        calls[worker] = Task.Run(() => work(callers.Connections[worker], job =>
        {
            taken = job;
            return Task.CompletedTask;
        }));
        await callers.UntilStillAsync(calls, [worker]);
        if (calls[worker].IsCompleted) await calls[worker];
        return taken == expected;
    }

    private static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
