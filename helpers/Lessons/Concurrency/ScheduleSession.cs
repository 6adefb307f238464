using System.Data.Common;

namespace StorageCourse.Lessons.Concurrency;

/// <summary>A connection that takes steps, one at a time.</summary>
internal sealed class ScheduleSession(string name, DbConnection connection, long id) : IAsyncDisposable
{
    private const int MostRows = 1_000;
    private DbCommand? command;

    public string Name { get; } = name;

    /// <summary>The server's number of it.</summary>
    public long Id { get; } = id;

    /// <summary>The step that was sent and has not ended, or null.</summary>
    public ScheduleStep? Current { get; private set; }

    /// <summary>Ends with <see cref="Current"/>; fails as it does.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Steps that are due, but wait for <see cref="Current"/>.</summary>
    public Queue<ScheduleStep> HeldBack { get; } = new();

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction { get; set; }

    /// <summary>Whether the transaction failed, so that its other steps are left out.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Sends a step.</summary>
    public void Send(ScheduleStep step)
    {
        Current = step;
        Running = RunAsync(step);
    }

    /// <summary>Takes note that <see cref="Current"/> has ended.</summary>
    public void Finish() => Current = null;

    /// <summary>Rolls back; an error is of no interest, for the connection is dead then.</summary>
    public async Task RollBackAsync()
    {
        IsInTransaction = false;
        try
        {
            await using var rollback = connection.CreateCommand();
            rollback.CommandText = "rollback";
            await rollback.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            // The server has ended this session, and its transaction with it.
        }
    }

    /// <summary>Cancels on the server what has not ended.</summary>
    public async Task CancelAsync()
    {
        var cancelled = command;
        if (Current is null || cancelled is null) return;
        await Task.Run(cancelled.Cancel);
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        if (Current is null && IsInTransaction) await RollBackAsync();
        await connection.DisposeAsync();
    }

    private async Task RunAsync(ScheduleStep step)
    {
        await using var sent = connection.CreateCommand();
        sent.CommandText = step.Sql;
        command = sent;
        try
        {
            await using var reader = await sent.ExecuteReaderAsync();
            if (reader.FieldCount > 0)
            {
                step.Columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
                var rows = new List<IReadOnlyList<object?>>();
                while (await reader.ReadAsync())
                    if (rows.Count < MostRows) rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
                step.Rows = rows;
            }

            await reader.CloseAsync();
            if (ScheduleStatement.Changes(step.Sql)) step.Changed = Math.Max(0, reader.RecordsAffected);
        }
        finally
        {
            command = null;
        }
    }
}
