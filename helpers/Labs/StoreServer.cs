using StorageCourse.Labs;

namespace StorageCourse;

/// <summary>A server that a lab found or started. One that is <see cref="IsOwn"/> can be broken on purpose.</summary>
public abstract class StoreServer : IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <param name="need">What it serves.</param>
    /// <param name="provider">Who found or started it.</param>
    protected StoreServer(Need need, string provider)
    {
        ArgumentNullException.ThrowIfNull(need);
        Need = need;
        Provider = provider;
    }

    /// <summary>What was asked for.</summary>
    public Need Need { get; }

    /// <summary>Where it answers.</summary>
    public abstract StoreEndpoint Endpoint { get; }

    /// <summary>Who found or started it: "attached", "container", "native" or "embedded".</summary>
    public string Provider { get; }

    /// <summary>Whether it may be stopped, killed, paused, flushed and reconfigured.</summary>
    public bool IsOwn => Need.IsOwn;

    /// <summary>Shuts it down cleanly and returns when it has ended. Its data stay.</summary>
    /// <exception cref="InvalidOperationException">The server is shared.</exception>
    public Task StopAsync(CancellationToken cancellationToken = default) => Owned("stopped").InTurnAsync(StopCoreAsync, cancellationToken);

    /// <summary>Ends it at once, as a power loss would (SIGKILL). Its data stay as they were on disk.</summary>
    /// <exception cref="InvalidOperationException">The server is shared.</exception>
    public Task KillAsync(CancellationToken cancellationToken = default) => Owned("killed").InTurnAsync(KillCoreAsync, cancellationToken);

    /// <summary>Freezes it (SIGSTOP): connections stay open and nothing answers.</summary>
    /// <exception cref="InvalidOperationException">The server is shared.</exception>
    public Task PauseAsync(CancellationToken cancellationToken = default) => Owned("paused").InTurnAsync(PauseCoreAsync, cancellationToken);

    /// <summary>Lets a paused server go on.</summary>
    /// <exception cref="InvalidOperationException">The server is shared.</exception>
    public Task ResumeAsync(CancellationToken cancellationToken = default) => Owned("resumed").InTurnAsync(ResumeCoreAsync, cancellationToken);

    /// <summary>Starts it again on the same port with the same data, whether it runs, is paused, was stopped or was killed. Returns when it answers.</summary>
    /// <exception cref="InvalidOperationException">The server is shared.</exception>
    public Task RestartAsync(CancellationToken cancellationToken = default) => Owned("restarted").InTurnAsync(RestartCoreAsync, cancellationToken);

    /// <summary>What a reader has to know of a server that is not the real one; may be empty.</summary>
    public virtual string Note => "";

    /// <summary>The last lines of the server's log.</summary>
    /// <exception cref="InvalidOperationException">The log is not to be had from here.</exception>
    public abstract Task<string> LogTail(int lines = 20);

    /// <summary>Gives back what the lab took: a started server is ended, an attached one loses this lab's database.</summary>
    public abstract ValueTask DisposeAsync();

    /// <inheritdoc/>
    public override string ToString() => $"{Endpoint} ({Provider})";

    /// <summary>See <see cref="StopAsync"/>.</summary>
    protected abstract Task StopCoreAsync(CancellationToken cancellationToken);

    /// <summary>See <see cref="KillAsync"/>.</summary>
    protected abstract Task KillCoreAsync(CancellationToken cancellationToken);

    /// <summary>See <see cref="PauseAsync"/>.</summary>
    protected abstract Task PauseCoreAsync(CancellationToken cancellationToken);

    /// <summary>See <see cref="ResumeAsync"/>.</summary>
    protected abstract Task ResumeCoreAsync(CancellationToken cancellationToken);

    /// <summary>See <see cref="RestartAsync"/>.</summary>
    protected abstract Task RestartCoreAsync(CancellationToken cancellationToken);

    /// <summary>Brings back a server that was left stopped, killed or paused, for a notebook that is run again from its top.</summary>
    internal Task ReviveAsync(CancellationToken cancellationToken) => InTurnAsync(ReviveCoreAsync, cancellationToken);

    /// <summary>See <see cref="ReviveAsync"/>.</summary>
    protected virtual Task ReviveCoreAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What changes a server's state happens one after another. The methods named Core are called in turn, and call each other freely.</summary>
    protected async Task InTurnAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        await turn.WaitAsync(cancellationToken);
        try
        {
            await action(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private StoreServer Owned(string verb) => IsOwn ? this : throw new InvalidOperationException(
        $"this {Need.Store} server is shared, so it can't be {verb}: ask for one of your own, Lab.StartAsync(Need.{StoreRecipes.Of(Need).PropertyName}.Own())");
}
