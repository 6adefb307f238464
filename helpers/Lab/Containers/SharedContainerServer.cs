namespace StorageCourse.Labs;

/// <summary>One notebook's database in a container that the notebooks of a run share.</summary>
internal sealed class SharedContainerServer(Need need, DockerEngine engine, string id, AttachedDatabase database) : StoreServer(need, "container")
{
    public override StoreEndpoint Endpoint => database.Endpoint;

    public override string Note => "shared by the notebooks of this run";

    public override Task<string> LogTail(int lines = 20) => engine.LogTailAsync(id, lines, CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        await database.RemoveAsync();
        engine.Dispose();
    }

    protected override Task StopCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    protected override Task KillCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    protected override Task PauseCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    protected override Task ResumeCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    protected override Task RestartCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    private static NotSupportedException Refusal() => new("other notebooks work on this server, too");
}
