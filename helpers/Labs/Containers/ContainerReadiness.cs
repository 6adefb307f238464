namespace StorageCourse.Labs.Containers;

/// <summary>Waits until the server of a container answers on this machine's loopback, not only inside.</summary>
internal static class ContainerReadiness
{
    // Against hanging only.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>The endpoint with the version that the server says it has.</summary>
    /// <exception cref="InvalidOperationException">The container has ended.</exception>
    /// <exception cref="TimeoutException">It runs, but can't be reached.</exception>
    public static async Task<StoreEndpoint> WaitAsync(IStoreRecipe recipe, StoreEndpoint endpoint, DockerEngine engine, string id, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await recipe.TryReachAsync(endpoint, cancellationToken) is { } reached) return reached;
            if (await engine.StateAsync(id, cancellationToken) is not ("running" or "created") and var state)
                throw new InvalidOperationException($"the container of {endpoint.Store} is {state ?? "gone"} instead of running");
            if (TimeProvider.System.GetElapsedTime(started) > Deadline)
                throw new TimeoutException($"the {endpoint.Store} server in the container did not answer on 127.0.0.1:{endpoint.Port} within {Deadline.TotalSeconds:0} s; if the Docker engine runs outside this machine or this container, its ports are not reached from here");
            await Task.Delay(Poll, cancellationToken);
        }
    }
}
