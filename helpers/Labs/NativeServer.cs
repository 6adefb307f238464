using System.Diagnostics;
using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>A server that runs as a process of this session.</summary>
internal sealed class NativeServer(Need need, INativeRecipe recipe, string binary, ServerFolder folder, string password) : StoreServer(need, "native")
{
    // Against hanging only: a start takes a fraction of a second, recovery after a kill a few seconds.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    private Process? process;
    private StoreEndpoint? endpoint;
    private bool isPaused;

    public override StoreEndpoint Endpoint => endpoint ?? throw new InvalidOperationException("the server has not been started");

    private bool IsRunning => process is { HasExited: false };

    /// <summary>The first start, on a free port.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => FreePort.StartAsync(
        1,
        async ports =>
        {
            await StartAsync(ports[0], cancellationToken);
            return this;
        },
        (ports, error) => error is InvalidOperationException && !IsRunning && (error.Message.Contains("Address already in use", StringComparison.Ordinal) || !FreePort.IsFree(ports[0])));

    public override Task<string> LogTail(int lines = 20) => folder.LogTailAsync(lines);

    public override async ValueTask DisposeAsync() => await InTurnAsync(async _ =>
    {
        if (IsRunning && recipe.DiscardSignal == Signal.Kill)
        {
            // With its children, which might write into the folder while it is removed: some save in one.
            await KillTreeAsync();
        }
        else if (IsRunning)
        {
            Posix.Send(recipe.DiscardSignal, process!.Id);
            SystemProcess.SendToTree(Signal.Continue, process.Id);
            await ExitAsync(TimeSpan.FromSeconds(2));
        }

        process?.Dispose();
        process = null;
        if (Directory.Exists(folder.Root)) Directory.Delete(folder.Root, recursive: true);
    }, CancellationToken.None);

    protected override async Task StopCoreAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning) return;
        Posix.Send(recipe.StopSignal, process!.Id);
        Continue();
        await ExitAsync(Deadline);
    }

    protected override async Task KillCoreAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning) return;
        await KillTreeAsync();
    }

    protected override Task PauseCoreAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning) throw new InvalidOperationException($"the {Need.Name} server does not run; RestartAsync() starts it");
        SystemProcess.SendToTree(Signal.Stop, process!.Id);
        isPaused = true;
        return Task.CompletedTask;
    }

    protected override Task ResumeCoreAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning) throw new InvalidOperationException($"the {Need.Name} server does not run; RestartAsync() starts it");
        Continue();
        return Task.CompletedTask;
    }

    protected override async Task RestartCoreAsync(CancellationToken cancellationToken)
    {
        await StopCoreAsync(cancellationToken);
        await StartAsync(Endpoint.Port, cancellationToken);
    }

    protected override async Task ReviveCoreAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning) await RestartCoreAsync(cancellationToken);
        else if (isPaused) await ResumeCoreAsync(cancellationToken);
    }

    private async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        var start = new NativeStart(port, password, Need.Settings, IsFirst: endpoint is null);
        process?.Dispose();
        process = folder.Start(await recipe.PrepareAsync(binary, folder, start, cancellationToken));
        ProcessGuard.End(process.Id, recipe.DiscardSignal);
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await recipe.TryReachAsync(folder, start, cancellationToken) is { } reached)
            {
                // What answers is not ours if ours has ended.
                if (IsRunning)
                {
                    endpoint = reached;
                    recipe.GuardLeftovers(folder, process.Id);
                    return;
                }
            }

            if (!IsRunning)
                throw new InvalidOperationException($"{Path.GetFileName(binary)} ended with code {process.ExitCode} instead of starting; its log ends:\n{await folder.LogTailAsync(15)}");
            if (TimeProvider.System.GetElapsedTime(started) > Deadline)
                throw new TimeoutException($"{Path.GetFileName(binary)} did not answer within {Deadline.TotalSeconds:0} s; its log ends:\n{await folder.LogTailAsync(15)}");
            await Task.Delay(Poll, cancellationToken);
        }
    }

    private void Continue()
    {
        SystemProcess.SendToTree(Signal.Continue, process!.Id);
        isPaused = false;
    }

    private async Task ExitAsync(TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        try
        {
            await process!.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            await KillTreeAsync();
        }
    }

    private async Task KillTreeAsync()
    {
        // Frozen first, so that no child is born while the tree is read.
        var tree = SystemProcess.SendToTree(Signal.Stop, process!.Id);
        foreach (var id in tree) Posix.Send(Signal.Kill, id);
        isPaused = false;
        await process.WaitForExitAsync();
        // Its children are init's now; they hold shared memory until they are gone.
        while (tree.Any(id => SystemProcess.IsAlive(id))) await Task.Delay(Poll);
    }
}
