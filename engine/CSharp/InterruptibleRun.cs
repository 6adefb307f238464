using System.Collections.Concurrent;
using StorageCourse.Host.Script;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// Runs a cell so that an interrupt ends it. Loops end at their <see cref="InterruptPolls"/>; waits are broken by
/// <see cref="Thread.Interrupt"/>, for which the code has to be on a thread that is known. So a cell runs on threads of its
/// own, and its awaits come back to them through a synchronization context. The context has as many threads as are
/// needed at once, so that a cell that blocks on <c>.Result</c> does not wait for itself.
/// </summary>
internal sealed class InterruptibleRun : SynchronizationContext
{
    /// <summary>How long an interrupt waits for the cell's own code (finally blocks, native calls) before it leaves the thread behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];
    private readonly CancellationToken interrupt;
    private readonly HashSet<Thread> busy = [];
    private readonly Lock gate = new();
    private int threads;
    private int idle;
    private volatile bool abandoned;

    private InterruptibleRun(CancellationToken interrupt) => this.interrupt = interrupt;

    /// <summary>Runs <paramref name="start"/> and awaits what it returns.</summary>
    /// <returns>The cell's value.</returns>
    /// <exception cref="InterruptedException">The cell was interrupted.</exception>
    public static async Task<object?> RunAsync(Func<Task<object?>> start, CancellationToken interrupt)
    {
        var run = new InterruptibleRun(interrupt);
        try
        {
            return await run.ExecuteAsync(start).ConfigureAwait(false);
        }
        finally
        {
            lock (run.gate) run.queue.CompleteAdding();
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        // After an interrupt the cell's code must not go on; after its end, what it left behind goes on as anywhere else.
        if (abandoned) return;
        lock (gate)
        {
            if (!queue.IsAddingCompleted)
            {
                if (queue.Count >= idle) StartThread();
                queue.Add((d, state), CancellationToken.None);
                return;
            }
        }

        ThreadPool.QueueUserWorkItem(_ => d(state));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private async Task<object?> ExecuteAsync(Func<Task<object?>> start)
    {
        var result = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(_ => Observe(start, result), null);
        await using var registration = interrupt.Register(() => _ = EndAsync(result)).ConfigureAwait(false);
        return await result.Task.ConfigureAwait(false);
    }

    private static async void Observe(Func<Task<object?>> start, TaskCompletionSource<object?> result)
    {
        try
        {
            result.TrySetResult(await start());
        }
        catch (Exception exception)
        {
            result.TrySetException(exception);
        }
    }

    private async Task EndAsync(TaskCompletionSource<object?> result)
    {
        abandoned = true;
        CellInterrupt.Requested = true;
        var started = TimeProvider.System.GetTimestamp();
        while (BreakWaits())
        {
            await Task.Delay(20).ConfigureAwait(false);
            // The session goes on; the code left behind is still asked to end.
            if (TimeProvider.System.GetElapsedTime(started) > Grace) result.TrySetException(new InterruptedException(leftBehind: true));
        }

        result.TrySetException(new InterruptedException(leftBehind: false));
        // What the cell has started elsewhere, in tasks of the pool, gets the same second.
        await Task.Delay(Grace).ConfigureAwait(false);
        CellInterrupt.Requested = false;
    }

    /// <returns>Whether any thread of the cell is still at work.</returns>
    private bool BreakWaits()
    {
        lock (gate)
        {
            foreach (var thread in busy) thread.Interrupt();
            return busy.Count > 0;
        }
    }

    private void StartThread()
    {
        threads++;
        idle++;
        new Thread(Work) { IsBackground = true, Name = $"cell thread {threads}" }.Start();
    }

    private void Work()
    {
        SetSynchronizationContext(this);
        try
        {
            foreach (var (callback, state) in queue.GetConsumingEnumerable(CancellationToken.None))
            {
                lock (gate)
                {
                    idle--;
                    busy.Add(Thread.CurrentThread);
                }

                try
                {
                    Execute(callback, state);
                }
                finally
                {
                    lock (gate)
                    {
                        busy.Remove(Thread.CurrentThread);
                        idle++;
                    }
                }

                if (interrupt.IsCancellationRequested) return;
            }
        }
        catch (ThreadInterruptedException)
        {
            // An interrupt that came after the cell's code had ended.
        }
    }

    private void Execute(SendOrPostCallback callback, object? state)
    {
        try
        {
            callback(state);
        }
        catch (Exception exception) when (interrupt.IsCancellationRequested && exception is OperationCanceledException or ThreadInterruptedException)
        {
            // EndAsync reports it.
        }
    }
}

/// <summary>A cell was interrupted.</summary>
/// <param name="leftBehind">Whether code that could not be stopped (native, or a finally block) still runs.</param>
internal sealed class InterruptedException(bool leftBehind) : Exception("interrupted")
{
    /// <summary>Whether code that could not be stopped still runs.</summary>
    public bool LeftBehind { get; } = leftBehind;
}
