using System.Text.Json;

namespace StorageCourse.Labs.Containers;

/// <summary>
/// The one container of a store that the notebooks of a run share: the first that wants it starts it, each works in a database of its own,
/// and it goes with the run. What is known of it stands in the run's folder, which only this user can read.
/// </summary>
internal sealed class SharedContainer(string runFolder, Need need, ContainerImage image, IStoreRecipe recipe)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly string file = Path.Combine(runFolder, $"container-{need.Store}");

    /// <summary>Attaches to the run's container, or starts it while the others wait.</summary>
    /// <exception cref="StoreUnavailableException">What <paramref name="start"/> threw now, or for another notebook of this run.</exception>
    public async Task<StoreServer> TakeAsync(Func<Task<StartedContainer>> start, CancellationToken cancellationToken)
    {
        await using var turn = await LockAsync(cancellationToken);
        if (await ReadAsync(cancellationToken) is { } known)
        {
            // Once a run: an engine without a network answers after many seconds.
            if (known.Why is { } why) throw new StoreUnavailableException(why);
            if (await TryAttachAsync(known, cancellationToken) is { } server) return server;
        }

        try
        {
            var container = await start();
            StoreRecipes.RequireSupported(recipe, container.Endpoint);
            var record = new ContainerRecord(container.Id, container.Endpoint.Port, container.Endpoint.Password, null);
            await WriteAsync(record, cancellationToken);
            return await AttachAsync(record, container.Engine, cancellationToken);
        }
        catch (StoreUnavailableException error)
        {
            await WriteAsync(new("", 0, "", error.Message), cancellationToken);
            throw;
        }
    }

    /// <summary>Null where the container has ended, or was removed by somebody.</summary>
    private async Task<StoreServer?> TryAttachAsync(ContainerRecord known, CancellationToken cancellationToken)
    {
        var engine = new DockerEngine(DockerEndpoint.Find());
        if (await engine.StateAsync(known.Id, cancellationToken) == "running") return await AttachAsync(known, engine, cancellationToken);
        engine.Dispose();
        return null;
    }

    private async Task<StoreServer> AttachAsync(ContainerRecord known, DockerEngine engine, CancellationToken cancellationToken)
    {
        var server = new StoreEndpoint(image.Store, image.Flavor, new(), "127.0.0.1", known.Port, image.User, known.Password, image.Database);
        return new SharedContainerServer(need, engine, known.Id, await recipe.AttachAsync(image.AddressOf(server), cancellationToken));
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(file + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException))
            {
                await Task.Delay(Poll, cancellationToken);
            }
        }
    }

    private async Task<ContainerRecord?> ReadAsync(CancellationToken cancellationToken) =>
        File.Exists(file) ? JsonSerializer.Deserialize<ContainerRecord>(await File.ReadAllTextAsync(file, cancellationToken)) : null;

    private async Task WriteAsync(ContainerRecord record, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var stream = new FileStream(file, options);
        await JsonSerializer.SerializeAsync(stream, record, cancellationToken: cancellationToken);
    }

    /// <param name="Id">The container's.</param>
    /// <param name="Port">Where it answers.</param>
    /// <param name="Password">Its administrator's.</param>
    /// <param name="Why">Why there is none, where it could not be had.</param>
    private sealed record ContainerRecord(string Id, int Port, string Password, string? Why);
}
