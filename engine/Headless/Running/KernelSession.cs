using System.Globalization;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>How a cell's run ended.</summary>
/// <param name="Elapsed">From its sending to its reply.</param>
/// <param name="Failure">What went wrong, or null.</param>
/// <param name="IsFatal">No further cell can run: the kernel is dead, hangs, was interrupted, or the run is being stopped.</param>
internal sealed record CellRun(TimeSpan Elapsed, CellFailure? Failure, bool IsFatal);

/// <summary>Runs cells in one kernel, under time limits.</summary>
/// <param name="kernel">Ready to run; disposed by whoever started it.</param>
/// <param name="recorder">Where the outputs go.</param>
/// <param name="deadline">When the notebook's time is up (a <see cref="TimeProvider"/> timestamp).</param>
/// <param name="options">The limits.</param>
internal sealed class KernelSession(KernelProcess kernel, OutputRecorder recorder, long deadline, RunOptions options)
{
    private static readonly TimeSpan ExitTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs a text as a cell; its outputs so far are forgotten.</summary>
    /// <param name="cell">Gets the outputs.</param>
    /// <param name="source">What runs.</param>
    /// <param name="stop">Ends the waiting, not the cell: the kernel is about to be ended.</param>
    public async Task<CellRun> RunAsync(NotebookCell cell, string source, CancellationToken stop)
    {
        recorder.Reset(cell);
        var started = TimeProvider.System.GetTimestamp();
        var failure = await RunWithinLimitsAsync(cell, source, stop);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        if (failure is { IsRunners: true }) recorder.Fail(cell, failure.Value.Failure);
        return new CellRun(elapsed, failure?.Failure, failure is { IsRunners: true });
    }

    private async Task<(CellFailure Failure, bool IsRunners)?> RunWithinLimitsAsync(NotebookCell cell, string source, CancellationToken stop)
    {
        var left = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), deadline);
        var limit = left < options.CellTimeout ? left : options.CellTimeout;
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = CollectAsync(cell, source, abandoned.Token);
        try
        {
            if (limit > TimeSpan.Zero && await EndsWithinAsync(running, limit, stop)) return await running is { } error ? (error, false) : null;
            return (await InterruptAsync(running, Limit(left, limit), abandoned), true);
        }
        catch (KernelDiedException died)
        {
            return (stop.IsCancellationRequested ? Stopped : new CellFailure("KernelDied", await LastWordsAsync(died), []), true);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (Stopped, true);
        }
    }

    private async Task<CellFailure?> CollectAsync(NotebookCell cell, string source, CancellationToken cancellationToken)
    {
        CellFailure? failure = null;
        await foreach (var message in kernel.Client.ExecuteAsync(source, cell.Id, cancellationToken))
        {
            recorder.Record(cell, message);
            if (message is ExecuteReply { Status: not "ok" } reply)
                failure = reply.Error is { } error ? new CellFailure(error.Name, error.Value, error.Traceback) : new CellFailure("Aborted", "the kernel did not run the cell", []);
        }

        return failure;
    }

    private async Task<CellFailure> InterruptAsync(Task running, string reason, CancellationTokenSource abandoned)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(abandoned.Token);
        limit.CancelAfter(options.InterruptTimeout);
        try
        {
            await kernel.InterruptAsync(limit.Token);
            if (await EndsWithinAsync(running, options.InterruptTimeout, limit.Token)) return new CellFailure("Timeout", $"{reason}; it was interrupted", []);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            abandoned.Token.ThrowIfCancellationRequested();
        }

        await abandoned.CancelAsync();
        return new CellFailure("Timeout", $"{reason}; it did not heed an interrupt, so its kernel is ended", []);
    }

    // The connection may be seen to end a little before the process.
    private async Task<string> LastWordsAsync(KernelDiedException died)
    {
        if (!await EndsWithinAsync(kernel.Exited, ExitTime, CancellationToken.None)) return died.Message;
        var code = await kernel.Exited;
        var signal = code > 128 && !OperatingSystem.IsWindows() ? string.Create(CultureInfo.InvariantCulture, $" (signal {code - 128})") : "";
        return string.Create(CultureInfo.InvariantCulture, $"the kernel's process ended with exit code {code}{signal}\n{kernel.StderrTail}").TrimEnd();
    }

    private static CellFailure Stopped => new("Stopped", "the run was stopped in this cell", []);

    private string Limit(TimeSpan left, TimeSpan limit) => limit == left
        ? string.Create(CultureInfo.InvariantCulture, $"the notebook took longer than {options.NotebookTimeout.TotalSeconds:0.###} s (--timeout)")
        : string.Create(CultureInfo.InvariantCulture, $"the cell took longer than {options.CellTimeout.TotalSeconds:0.###} s (--cell-timeout)");

    private static async Task<bool> EndsWithinAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(limit, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
