using StorageCourse.Platform;

namespace StorageCourse.Labs.Containers;

/// <summary>
/// Starts a server in a container, on a loopback port, with a random password. In a run of several notebooks a server that is nobody's own is started
/// once, and each notebook has a database in it.
/// </summary>
internal sealed class ContainerProvider : ILabProvider
{
    public string Name => "container";

    public async ValueTask<string?> WhyNotAsync(Need need, CancellationToken cancellationToken)
    {
        if (ContainerImages.Find(need.Store) is not { } image) return "the course has no image of it";
        return image.WhyNot(need.Settings) ?? await DockerEngine.WhyMissingAsync(cancellationToken);
    }

    public async Task<StoreServer> StartAsync(Need need, CancellationToken cancellationToken)
    {
        var image = ContainerImages.Find(need.Store)!;
        var recipe = StoreRecipes.Of(need);
        var endpoint = DockerEndpoint.Find();
        if (CourseEnvironment.RunFolder is { } run && !need.IsOwn && ProcessGuard.CanRemoveContainers(endpoint.Address))
            return await new SharedContainer(run, need, image, recipe).TakeAsync(() => StartAsync(need, image, recipe, endpoint, run, cancellationToken), cancellationToken);

        var container = await StartAsync(need, image, recipe, endpoint, ProcessGuard.SessionFolder, cancellationToken);
        try
        {
            StoreRecipes.RequireSupported(recipe, container.Endpoint);
            var database = image.Database.Length > 0 ? image.Database : (await recipe.AttachAsync(image.AddressOf(container.Endpoint), cancellationToken)).Endpoint.Database;
            return new ContainerServer(need, recipe, container, database);
        }
        catch
        {
            await container.Engine.RemoveAsync(container.Id, CancellationToken.None);
            container.Engine.Dispose();
            throw;
        }
    }

    /// <summary>Starts a container that ends with the session of a folder, on a port that is free; returns when its server answers.</summary>
    private static Task<StartedContainer> StartAsync(Need need, ContainerImage image, IStoreRecipe recipe, DockerEndpoint endpoint, string sessionFolder, CancellationToken cancellationToken) => FreePort.StartAsync(
        1,
        ports => StartAsync(ContainerOrder.Make(need, image, endpoint.Address, ports[0], sessionFolder), recipe, new DockerEngine(endpoint), cancellationToken),
        (_, error) => error is InvalidOperationException && (error.Message.Contains("already allocated", StringComparison.Ordinal) || error.Message.Contains("address already in use", StringComparison.Ordinal)));

    /// <exception cref="StoreUnavailableException">Something is missing: the image, room, a network.</exception>
    /// <exception cref="InvalidOperationException">Another fault; the message ends with the container's log.</exception>
    private static async Task<StartedContainer> StartAsync(ContainerOrder order, IStoreRecipe recipe, DockerEngine engine, CancellationToken cancellationToken)
    {
        using var pulling = new PullProgress(order.Image.Image);
        try
        {
            // It is never disposed of, for that removes the container.
            var container = ContainerBuilders.Build(order, pulling);
            await container.StartAsync(cancellationToken);
            return new(engine, container.Id, await ContainerReadiness.WaitAsync(recipe, Expected(order), engine, container.Id, cancellationToken));
        }
        catch (Exception error)
        {
            var log = await RemoveAsync(engine, order.Labels[ContainerLabels.Container]);
            engine.Dispose();
            if (error is OperationCanceledException && cancellationToken.IsCancellationRequested) throw;
            // No password stands in these messages; should a server ever log it, it still won't.
            var message = $"{error.Message}{(log.Length == 0 || error.Message.Contains(log, StringComparison.Ordinal) ? "" : $"; its log ends:\n{log}")}".Replace(order.Password, "***", StringComparison.Ordinal);
            throw DockerTrouble.Explain(order.Image.Image, $"{pulling.Errors}\n{AllMessages(error)}") is { } missing ? new StoreUnavailableException(missing, error) : new InvalidOperationException(message, error);
        }
    }

    private static string AllMessages(Exception error) => error.InnerException is { } inner ? $"{error.Message}\n{AllMessages(inner)}" : error.Message;

    private static StoreEndpoint Expected(ContainerOrder order) =>
        new(order.Image.Store, order.Image.Flavor, new(), "127.0.0.1", order.HostPort, order.Image.User, order.Password, order.Image.Database) { UriOptions = order.Image.UriOptions };

    /// <summary>Removes what came into being of a container.</summary>
    /// <returns>The end of its log; "" where there is none.</returns>
    private static async Task<string> RemoveAsync(DockerEngine engine, string name)
    {
        try
        {
            var log = "";
            foreach (var container in await engine.ListAsync($"{ContainerLabels.Container}={name}", CancellationToken.None))
            {
                log = await engine.LogTailAsync(container.ID, 15, CancellationToken.None);
                await engine.RemoveAsync(container.ID, CancellationToken.None);
            }

            return log;
        }
        catch (Exception error) when (error is HttpRequestException or Docker.DotNet.DockerApiException or TimeoutException or IOException or OperationCanceledException)
        {
            return ""; // The engine itself is in trouble; the first error tells more.
        }
    }
}
