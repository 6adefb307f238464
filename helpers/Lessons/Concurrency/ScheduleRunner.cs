using System.Data.Common;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Lessons.Concurrency;

/// <summary>Has sessions take their steps, each when the one before has ended or waits.</summary>
internal sealed class ScheduleRunner : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(20);
    private readonly ScheduleDialect dialect;
    private readonly DbConnection observer;
    private readonly IReadOnlyList<ScheduleSession> sessions;
    private readonly List<ScheduleStep> steps;
    private readonly Isolation? isolation;
    private int now;

    private ScheduleRunner(ScheduleDialect dialect, Isolation? isolation, DbConnection observer, IReadOnlyList<ScheduleSession> sessions, ScheduleScript script)
    {
        this.dialect = dialect;
        this.isolation = isolation;
        this.observer = observer;
        this.sessions = sessions;
        steps = [.. script.Steps.Select((step, i) => new ScheduleStep(i + 1, step.Session, step.Sql))];
    }

    public static async Task<ScheduleRunner> OpenAsync(StoreEndpoint endpoint, Isolation? isolation, ScheduleScript script, CancellationToken cancellationToken)
    {
        var its = SqlDrivers.Of(endpoint).Schedules(endpoint);
        var opened = new List<DbConnection>();
        try
        {
            var watching = await its.OpenAsync(endpoint, cancellationToken);
            opened.Add(watching);
            var taking = new List<ScheduleSession>();
            foreach (var name in script.Sessions)
            {
                var connection = await its.OpenAsync(endpoint, cancellationToken);
                opened.Add(connection);
                await its.PrepareAsync(connection, isolation, cancellationToken);
                foreach (var sql in script.Preparations)
                {
                    await using var command = connection.CreateCommand();
                    command.CommandText = sql;
                    await command.ExecuteNonQueryAsync(cancellationToken);
                }

                taking.Add(new(name, connection, await its.IdentifyAsync(connection, cancellationToken)));
            }

            return new(its, isolation, watching, taking, script);
        }
        catch
        {
            foreach (var connection in opened) await connection.DisposeAsync();
            throw;
        }
    }

    public async Task<ScheduleRun> RunAsync(CancellationToken cancellationToken)
    {
        // Those of the script; what is added at the end is none of them.
        foreach (var step in steps.ToList())
        {
            now = step.Number;
            Take(step);
            await SettleAsync(cancellationToken);
        }

        await LeaveAsync(cancellationToken);
        return new(dialect.Title, isolation, [.. sessions.Select(session => session.Name)], steps);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions) await session.CancelAsync();
        foreach (var session in sessions) await session.DisposeAsync();
        await observer.DisposeAsync();
    }

    /// <summary>Rolls back what the script left open, so that whoever still waits goes on.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        while (sessions.FirstOrDefault(session => session is { IsInTransaction: true, Current: null }) is { } open)
        {
            var step = new ScheduleStep(steps.Count + 1, open.Name, "rollback", isCleanup: true);
            steps.Add(step);
            now = step.Number;
            Take(step);
            await SettleAsync(cancellationToken);
        }

        // Who waits now waits for somebody else.
        foreach (var session in sessions.Where(session => session.Current is not null))
        {
            await session.CancelAsync();
            await FinishAsync(session);
        }
    }

    private ScheduleSession Of(ScheduleStep step) => sessions.Single(session => session.Name == step.Session);

    private void Take(ScheduleStep step)
    {
        var session = Of(step);
        if (session.Current is not null || session.HeldBack.Count > 0)
        {
            session.HeldBack.Enqueue(step);
            return;
        }

        if (session.HasFailed)
        {
            var isOver = ScheduleStatement.Ends(step.Sql);
            if (isOver) session.HasFailed = false;
            if (isOver || !ScheduleStatement.Begins(step.Sql)) return;
            session.HasFailed = false;
        }

        step.SentDuring = now;
        session.Send(step);
    }

    /// <summary>Returns when no session runs: each has ended its step, or waits for one that will not move by itself.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        var poll = ShortestPoll;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var session in sessions.Where(session => session is { Current: not null, Running.IsCompleted: true })) await FinishAsync(session);
            var busy = sessions.Where(session => session.Current is not null).ToList();
            if (busy.Count == 0) return;
            if (busy.Exists(session => session.Running.IsCompleted)) continue;

            await Task.WhenAny(busy.Select(session => session.Running).Append(Task.Delay(poll > dialect.UntilNews ? poll : dialect.UntilNews, cancellationToken)));
            if (busy.Exists(session => session.Running.IsCompleted)) continue;
            poll = poll * 2 > LongestPoll ? LongestPoll : poll * 2;

            var waits = await dialect.WaitsAsync(observer, [.. sessions.Select(session => session.Id)], cancellationToken);
            if (busy.Exists(session => session.Running.IsCompleted)) continue;
            foreach (var session in busy)
                if (waits.TryGetValue(session.Id, out var blockers) && session.Current is { } step)
                    step.WaitedFor = [.. step.WaitedFor.Union(blockers.Select(NameOf))];
            if (busy.TrueForAll(session => waits.ContainsKey(session.Id)) && !HasCircle(waits)) return;
        }
    }

    /// <summary>Whether sessions wait for each other: then the server is about to end one of them.</summary>
    private static bool HasCircle(IReadOnlyDictionary<long, IReadOnlyList<long>> waits)
    {
        return waits.Keys.Any(start => Reaches(start, start, []));

        bool Reaches(long from, long target, HashSet<long> seen) =>
            waits.TryGetValue(from, out var blockers) && blockers.Any(blocker => blocker == target || (seen.Add(blocker) && Reaches(blocker, target, seen)));
    }

    private string NameOf(long id) => sessions.FirstOrDefault(session => session.Id == id)?.Name ?? "another session";

    private async Task FinishAsync(ScheduleSession session)
    {
        var step = session.Current!;
        step.EndedDuring = now;
        try
        {
            await session.Running;
            step.Status = StepStatus.Done;
            if (ScheduleStatement.Begins(step.Sql)) session.IsInTransaction = true;
            else if (ScheduleStatement.Ends(step.Sql)) session.IsInTransaction = false;
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException or OperationCanceledException)
        {
            Note(step, dialect.Describe(e));
            if (session.IsInTransaction)
            {
                session.HasFailed = !ScheduleStatement.Ends(step.Sql);
                await session.RollBackAsync();
            }
        }

        session.Finish();
        while (session.Current is null && session.HeldBack.TryDequeue(out var next)) TakeHeldBack(session, next);
    }

    private void TakeHeldBack(ScheduleSession session, ScheduleStep step)
    {
        // Out of the queue while it is asked whether the session is free.
        var others = session.HeldBack.ToList();
        session.HeldBack.Clear();
        Take(step);
        foreach (var other in others) session.HeldBack.Enqueue(other);
    }

    private void Note(ScheduleStep step, SqlFailure failure)
    {
        step.Status = StepStatus.Failed;
        step.ErrorCode = failure.Code;
        step.Error = failure.Message;
        step.IsDeadlock = dialect.IsDeadlock(failure.Code);
        step.IsConflict = dialect.IsConflict(failure.Code);
    }
}
