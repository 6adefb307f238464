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

    /// <summary>For how long code that was left behind is still asked to end. While it is, the loops of later cells ask more slowly.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Lock RequestGate = new();
    private static int requests;

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];
    private readonly TaskCompletionSource<object?> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken interrupt;
    private readonly HashSet<Thread> busy = [];
    private readonly Lock gate = new();
    // Threads that wait, less those that a callback in the queue is promised to.
    private int free;
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
            run.Post(_ => run.Observe(start), null);
            await using var registration = interrupt.Register(() => _ = run.EndAsync()).ConfigureAwait(false);
            return await run.result.Task.ConfigureAwait(false);
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
                // A thread for each: the callback before may block until this one has run.
                if (free > 0) free--;
                else new Thread(Work) { IsBackground = true, Name = "cell" }.Start();
                queue.Add((d, state), CancellationToken.None);
                return;
            }
        }

        ThreadPool.QueueUserWorkItem(_ => Execute(d, state));
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private async void Observe(Func<Task<object?>> start)
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

    private async Task EndAsync()
    {
        abandoned = true;
        Request(1);
        var started = TimeProvider.System.GetTimestamp();
        while (BreakWaits() && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await Task.Delay(20).ConfigureAwait(false);
            if (TimeProvider.System.GetElapsedTime(started) > Grace) result.TrySetException(new InterruptedException(leftBehind: true));
        }

        result.TrySetException(new InterruptedException(leftBehind: false));
        // What the cell has started elsewhere, in tasks of the pool, gets the same second.
        await Task.Delay(Grace).ConfigureAwait(false);
        Request(-1);
    }

    /// <summary>Counts the runs whose code is being asked to end: an interrupt may come while an earlier one is not yet over.</summary>
    private static void Request(int change)
    {
        lock (RequestGate) CellInterrupt.Requested = (requests += change) > 0;
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

    private void Work()
    {
        SetSynchronizationContext(this);
        try
        {
            foreach (var (callback, state) in queue.GetConsumingEnumerable(CancellationToken.None))
            {
                lock (gate) busy.Add(Thread.CurrentThread);
                Execute(callback, state);
                Rest();
                if (interrupt.IsCancellationRequested) return;
            }
        }
        catch (ThreadInterruptedException)
        {
            // An interrupt that came after the cell's code had ended.
        }
    }

    private void Rest()
    {
        while (true)
        {
            try
            {
                lock (gate)
                {
                    busy.Remove(Thread.CurrentThread);
                    free++;
                }

                return;
            }
            catch (ThreadInterruptedException)
            {
                // It came while this thread waited for the gate, to say that it is not at work any more.
            }
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
        catch (Exception exception)
        {
            // Only an async void method throws here. It must not end the process: its cell fails, or says so if it has ended.
            if (!result.TrySetException(exception)) Console.Error.WriteLine(exception);
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
