using System.Globalization;
using StorageCourse.Stores.Cells;

namespace StorageCourse;

/// <summary>What became of a step of a schedule.</summary>
public enum StepStatus
{
    /// <summary>The server did it.</summary>
    Done,

    /// <summary>The server refused it: see <see cref="ScheduleStep.ErrorCode"/>.</summary>
    Failed,

    /// <summary>It was left out, for its transaction had failed before.</summary>
    NotSent,
}

/// <summary>One step of a schedule and what became of it.</summary>
public sealed class ScheduleStep
{
    internal ScheduleStep(int number, string session, string sql, bool isCleanup = false)
    {
        Number = number;
        Session = session;
        Sql = sql;
        IsCleanup = isCleanup;
    }

    /// <summary>Its place in the written order, from 1.</summary>
    public int Number { get; }

    /// <summary>Who takes it.</summary>
    public string Session { get; }

    /// <summary>The statement.</summary>
    public string Sql { get; }

    /// <summary>How it ended.</summary>
    public StepStatus Status { get; internal set; } = StepStatus.NotSent;

    /// <summary>True for the rollback of a transaction that the script left open.</summary>
    public bool IsCleanup { get; }

    /// <summary>Whether the server had it wait for a lock.</summary>
    public bool Waited => WaitedFor.Count > 0;

    /// <summary>The sessions that it waited for, in the server's own words; "another session" where that was none of this schedule.</summary>
    public IReadOnlyList<string> WaitedFor { get; internal set; } = [];

    /// <summary>The step during which it was sent: its own number, or a later one if it was held back while its session waited; null if it never was.</summary>
    public int? SentDuring { get; internal set; }

    /// <summary>The step during which it ended: a later one than its own if it waited; null if it was never sent.</summary>
    public int? EndedDuring { get; internal set; }

    /// <summary>The server's code of the error ("40001", "1213"), or null.</summary>
    public string? ErrorCode { get; internal set; }

    /// <summary>The server's words of the error, or null.</summary>
    public string? Error { get; internal set; }

    /// <summary>Whether the server chose this transaction as a deadlock's victim.</summary>
    public bool IsDeadlock { get; internal set; }

    /// <summary>Whether the server refused because of what another transaction did: the same transaction may succeed if it is run again.</summary>
    public bool IsConflict { get; internal set; }

    /// <summary>The names of the columns that came back; empty for a statement that returns none.</summary>
    public IReadOnlyList<string> Columns { get; internal set; } = [];

    /// <summary>The rows that came back, at most a thousand.</summary>
    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; internal set; } = [];

    /// <summary>How many rows it changed; null for a statement that changes none.</summary>
    public int? Changed { get; internal set; }

    /// <summary>The first column of the first row.</summary>
    /// <typeparam name="T">What to read it as: a number, a text, …</typeparam>
    /// <exception cref="InvalidOperationException">No row came back.</exception>
    public T Value<T>() => Rows.Count > 0
        ? ValueConversion.To<T>(Rows[0][0], Columns[0])
        : throw new InvalidOperationException($"expected a row from step {Number} ({Session}: {Sql}), got {(Error is null ? "none" : $"the error {ErrorCode}")}");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Session}: {Sql}");
}
