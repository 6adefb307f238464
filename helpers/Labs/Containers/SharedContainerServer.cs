namespace StorageCourse.Labs.Containers;

/// <summary>One notebook's database in a container that the notebooks of a run share.</summary>
internal sealed class SharedContainerServer(Need need, DockerEngine engine, string id, AttachedDatabase database) : AttachedServer(need, database, "container")
{
    public override string Note => "shared by the notebooks of this run";

    public override Task<string> LogTail(int lines = 20) => engine.LogTailAsync(id, lines, CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        engine.Dispose();
    }
}
