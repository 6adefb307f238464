namespace StorageCourse.Labs;

/// <summary>A server on which others work, and of which the lab has one database.</summary>
internal class AttachedServer(Need need, AttachedDatabase database, string provider = "attached") : StoreServer(need, provider)
{
    public override StoreEndpoint Endpoint => database.Endpoint;

    public override Task<string> LogTail(int lines = 20) =>
        throw new InvalidOperationException("the log of a server that others run can't be read from here; a server of your own has one: Need.….Own()");

    public override ValueTask DisposeAsync() => new(database.RemoveAsync());

    protected override Task StopCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    protected override Task KillCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    protected override Task PauseCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    protected override Task ResumeCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    protected override Task RestartCoreAsync(CancellationToken cancellationToken) => throw Refusal();

    private static NotSupportedException Refusal() => new("others work on this server");
}
