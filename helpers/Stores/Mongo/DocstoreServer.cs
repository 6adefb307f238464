using System.Globalization;
using System.Security.Cryptography;
using StorageCourse.Docstore.Storage;
using StorageCourse.Docstore.Wire;

namespace StorageCourse.Stores.Mongo;

/// <summary>
/// docstore within this process. It has no disk: a clean stop keeps the data in this process's memory for the next start,
/// and a kill loses them all, as a server loses what it has not written.
/// </summary>
internal sealed class DocstoreServer(Need need, int port) : StoreServer(need, "embedded")
{
    private readonly List<string> log = [];
    private DocumentStore data = new();
    private MongoServer? server;
    private bool isPaused;

    public override StoreEndpoint Endpoint { get; } = new(
        "mongo", "docstore", MongoServer.Version, "127.0.0.1", port, "course", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), "course")
    {
        UriOptions = "directConnection=true",
    };

    public override string Note => MongoRecipe.DocstoreNote;

    /// <summary>Starts it on its port.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public async Task StartAsync()
    {
        server = await MongoServer.StartAsync(new() { Port = port, User = Endpoint.User, Password = Endpoint.Password, Store = data });
        isPaused = false;
        Write($"listens on 127.0.0.1:{port}");
    }

    public override Task<string> LogTail(int lines = 20)
    {
        lock (log) return Task.FromResult(string.Join('\n', log.TakeLast(lines)));
    }

    public override async ValueTask DisposeAsync()
    {
        await InTurnAsync(StopCoreAsync, CancellationToken.None);
        data.Dispose();
    }

    protected override Task StopCoreAsync(CancellationToken cancellationToken) => EndAsync("stopped; its data are kept in memory for the next start");

    protected override async Task KillCoreAsync(CancellationToken cancellationToken)
    {
        await EndAsync("killed; it was in memory, so its data are lost");
        data.Dispose();
        data = new();
    }

    protected override Task PauseCoreAsync(CancellationToken cancellationToken)
    {
        Running().Pause();
        isPaused = true;
        Write("paused");
        return Task.CompletedTask;
    }

    protected override Task ResumeCoreAsync(CancellationToken cancellationToken)
    {
        Running().Resume();
        isPaused = false;
        Write("resumed");
        return Task.CompletedTask;
    }

    protected override async Task RestartCoreAsync(CancellationToken cancellationToken)
    {
        await StopCoreAsync(cancellationToken);
        await StartAsync();
    }

    protected override async Task ReviveCoreAsync(CancellationToken cancellationToken)
    {
        if (server is null) await RestartCoreAsync(cancellationToken);
        else if (isPaused) await ResumeCoreAsync(cancellationToken);
    }

    private MongoServer Running() => server ?? throw new InvalidOperationException($"the {Need.Name} server does not run; RestartAsync() starts it");

    private async Task EndAsync(string how)
    {
        if (server is null) return;
        await server.DisposeAsync();
        server = null;
        Write(how);
    }

    private void Write(string what)
    {
        lock (log) log.Add(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ} docstore {what}"));
    }
}
