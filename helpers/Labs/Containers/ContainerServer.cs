namespace StorageCourse.Labs.Containers;

/// <summary>A server in a container of this session.</summary>
/// <param name="need">What it serves.</param>
/// <param name="recipe">How it is asked whether it answers.</param>
/// <param name="container">What runs.</param>
/// <param name="database">Where the lab works.</param>
internal sealed class ContainerServer(Need need, IStoreRecipe recipe, StartedContainer container, string database) : StoreServer(need, "container")
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private StoreEndpoint endpoint = container.Endpoint with { Database = database };

    public override StoreEndpoint Endpoint => endpoint;

    public override Task<string> LogTail(int lines = 20) => container.Engine.LogTailAsync(container.Id, lines, CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        await container.Engine.RemoveAsync(container.Id, CancellationToken.None);
        container.Engine.Dispose();
    }

    protected override Task StopCoreAsync(CancellationToken cancellationToken) => EndAsync(container.Engine.StopAsync, cancellationToken);

    protected override Task KillCoreAsync(CancellationToken cancellationToken) => EndAsync(container.Engine.KillAsync, cancellationToken);

    protected override async Task PauseCoreAsync(CancellationToken cancellationToken)
    {
        if (await RunningStateAsync(cancellationToken) != "paused") await container.Engine.PauseAsync(container.Id, cancellationToken);
    }

    protected override async Task ResumeCoreAsync(CancellationToken cancellationToken)
    {
        if (await RunningStateAsync(cancellationToken) == "paused") await container.Engine.ResumeAsync(container.Id, cancellationToken);
    }

    protected override async Task RestartCoreAsync(CancellationToken cancellationToken)
    {
        await StopCoreAsync(cancellationToken);
        await container.Engine.StartAsync(container.Id, cancellationToken);
        endpoint = await ContainerReadiness.WaitAsync(recipe, endpoint, container.Engine, container.Id, cancellationToken);
    }

    protected override async Task ReviveCoreAsync(CancellationToken cancellationToken)
    {
        var state = await container.Engine.StateAsync(container.Id, cancellationToken);
        if (state == "paused") await ResumeCoreAsync(cancellationToken);
        else if (state != "running") await RestartCoreAsync(cancellationToken);
    }

    /// <summary>Ends the server and returns when it has ended; one that has is left so.</summary>
    private async Task EndAsync(Func<string, CancellationToken, Task> end, CancellationToken cancellationToken)
    {
        var state = await container.Engine.StateAsync(container.Id, cancellationToken);
        if (state is not ("running" or "paused")) return;
        // A frozen process heeds no signal but SIGKILL.
        if (state == "paused" && end != container.Engine.KillAsync) await container.Engine.ResumeAsync(container.Id, cancellationToken);
        await end(container.Id, cancellationToken);
        while (await container.Engine.StateAsync(container.Id, cancellationToken) is "running" or "paused") await Task.Delay(Poll, cancellationToken);
    }

    private async Task<string> RunningStateAsync(CancellationToken cancellationToken) =>
        await container.Engine.StateAsync(container.Id, cancellationToken) is ("running" or "paused") and { } state ? state
            : throw new InvalidOperationException($"the {Need.Name} server does not run; RestartAsync() starts it");
}
