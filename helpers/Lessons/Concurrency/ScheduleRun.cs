using StorageCourse.Host;
using StorageCourse.Lessons.Concurrency;

namespace StorageCourse;

/// <summary>What became of a schedule: a table with a lane for each session. Its counters are evidence: "waits", "errors", "conflicts", "deadlocks", "committed".</summary>
public sealed class ScheduleRun : IDisplayable, IEvidence
{
    internal ScheduleRun(string server, Isolation? isolation, IReadOnlyList<string> sessions, IReadOnlyList<ScheduleStep> steps)
    {
        Server = server;
        Isolation = isolation;
        Sessions = sessions;
        Steps = steps;
    }

    /// <summary>The server's name and version.</summary>
    public string Server { get; }

    /// <summary>The level that was asked for, or null for the server's own.</summary>
    public Isolation? Isolation { get; }

    /// <summary>The sessions in the order in which they appear.</summary>
    public IReadOnlyList<string> Sessions { get; }

    /// <summary>All steps in their written order, then the rollbacks of what the script left open.</summary>
    public IReadOnlyList<ScheduleStep> Steps { get; }

    /// <summary>How many steps the server had wait for a lock.</summary>
    public int Waits => Steps.Count(step => step.Waited);

    /// <summary>How many steps the server refused.</summary>
    public int Errors => Steps.Count(step => step.Status == StepStatus.Failed);

    /// <summary>How many of those it refused because of another transaction: the same one, run again, may succeed.</summary>
    public int Conflicts => Steps.Count(step => step.IsConflict);

    /// <summary>How many of those were victims of a deadlock.</summary>
    public int Deadlocks => Steps.Count(step => step.IsDeadlock);

    /// <summary>How many transactions were committed.</summary>
    public int Committed => Steps.Count(IsCommitted);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Counters => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["waits"] = Waits, ["errors"] = Errors, ["conflicts"] = Conflicts, ["deadlocks"] = Deadlocks, ["committed"] = Committed,
    };

    /// <summary>A step by its number in the written order, from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public ScheduleStep this[int number]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(number, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Steps.Count);
            return Steps[number - 1];
        }
    }

    /// <summary>A session's steps in order.</summary>
    /// <exception cref="ArgumentException">There is no such session.</exception>
    public IReadOnlyList<ScheduleStep> this[string session] => Sessions.Contains(session)
        ? [.. Steps.Where(step => step.Session == session)]
        : throw new ArgumentException($"expected one of the sessions {string.Join(", ", Sessions)}, got \"{session}\"", nameof(session));

    /// <summary>Whether a session's last transaction was committed.</summary>
    /// <exception cref="ArgumentException">There is no such session.</exception>
    public bool HasCommitted(string session) => this[session].LastOrDefault(step => ScheduleStatement.Ends(step.Sql)) is { } last && IsCommitted(last);

    /// <inheritdoc/>
    public Bundle ToBundle() => ScheduleTable.Of(this);

    private static bool IsCommitted(ScheduleStep step) => step.Status == StepStatus.Done && ScheduleStatement.IsCommit(step.Sql);
}
