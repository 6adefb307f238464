using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using StorageCourse.Engine.Jupyter.Zmtp;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>A kernel in a process of its own, and the client that speaks to it. On disposal the kernel and all that it started are gone.</summary>
internal sealed class KernelProcess : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ChildrenTime = TimeSpan.FromSeconds(2);
    // Somebody whom the kernel has started may hold its pipes open.
    private static readonly TimeSpan LastWordsTime = TimeSpan.FromSeconds(2);

    private readonly string home = KernelHome.Create();
    private readonly ConnectionFile connection;
    private readonly Process process;
    private readonly ProcessTree tree;
    private readonly OutputTail tail = new();
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task reading;
    private readonly Lock disposing = new();
    private KernelClient? client;
    private bool isDisposing;
    private bool isDisposed;

    private KernelProcess(KernelSpec spec, string workingFolder, IReadOnlyDictionary<string, string?>? environment, int[] ports)
    {
        Spec = spec;
        connection = new ConnectionFile(
            "tcp", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], RandomNumberGenerator.GetHexString(64, lowercase: true));
        var file = Path.Combine(home, "connection.json");
        connection.Write(file, spec.Name);
        process = new Process { StartInfo = KernelLaunch.StartInfo(spec, file, ports[5], workingFolder, environment), EnableRaisingEvents = true };
        process.Exited += (_, _) => exited.TrySetResult(process.ExitCode);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            KernelHome.Delete(home);
            throw new KernelDiedException($"the kernel {spec.Name} could not be started: {e.Message}", e);
        }

        Id = process.Id;
        tree = new ProcessTree(process);
        process.StandardInput.Close();
        reading = Task.WhenAll(tail.ReadAsync(process.StandardOutput), tail.ReadAsync(process.StandardError));
    }

    /// <summary>What was started.</summary>
    public KernelSpec Spec { get; }

    /// <summary>Speaks to the kernel.</summary>
    public KernelClient Client => client!;

    /// <summary>Where it listens, for another front end.</summary>
    public ConnectionFile Connection => connection;

    /// <summary>The process's number.</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code (128 + signal on Unix) when the kernel's process has ended.</summary>
    public Task<int> Exited => exited.Task;

    /// <summary>The last 32 Ki characters that the kernel's process wrote to its standard error or output, past all cells.</summary>
    public string StderrTail => tail.ToString();

    /// <summary>Starts a kernel and waits until it answers.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="workingFolder">The kernel's working folder: the notebook's.</param>
    /// <param name="environment">Variables beside ours and the specification's; null removes one.</param>
    /// <param name="cancellationToken">Gives up; the process is then ended.</param>
    /// <exception cref="KernelDiedException">The kernel ended before it answered; the message has its last words.</exception>
    public static Task<KernelProcess> StartAsync(
        KernelSpec spec, string workingFolder, IReadOnlyDictionary<string, string?>? environment = null, CancellationToken cancellationToken = default)
    {
        var isTaken = false;
        return FreePort.StartAsync(6, StartAsync, (_, _) => isTaken);

        async Task<KernelProcess> StartAsync(int[] ports)
        {
            var kernel = new KernelProcess(spec, workingFolder, environment, ports);
            try
            {
                await kernel.ConnectAsync(cancellationToken);
                return kernel;
            }
            catch (Exception error)
            {
                // Asked while nothing has been ended: what holds a port may be the kernel's own child.
                isTaken = error is KernelDiedException && !ports.All(FreePort.IsFree);
                await kernel.EndAsync();
                throw;
            }
        }
    }

    /// <summary>Interrupts the running cell in the way that the specification asks for.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        if (Spec.InterruptMode == InterruptMode.Message || OperatingSystem.IsWindows()) await Client.InterruptAsync(cancellationToken);
        else if (!exited.Task.IsCompleted) tree.Interrupt();
    }

    /// <summary>Ends the kernel's process at once, where there is no time to ask; what it started ends on disposal.</summary>
    public void Kill()
    {
        lock (disposing)
        {
            if (isDisposed || exited.Task.IsCompleted) return;
            tree.Look();
            process.Kill();
        }
    }

    /// <summary>Asks the kernel to end, waits a little, and ends what is left of it and of what it started.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (disposing)
        {
            if (isDisposing) return;
            isDisposing = true;
            tree.Look();
        }

        using (var deadline = new CancellationTokenSource(ShutdownTime))
        {
            try
            {
                await Client.ShutdownAsync(deadline.Token);
                await exited.Task.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                // It is ended by force.
            }
        }

        await EndAsync();
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var dead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lastWords = LastWordsAsync();
        var connecting = KernelClient.ConnectAsync(connection, dead.Token, lastWords);
        if (await Task.WhenAny(connecting, exited.Task) == exited.Task) await dead.CancelAsync();
        try
        {
            client = await connecting;
        }
        catch (Exception e) when (e is OperationCanceledException or ZmtpException && !cancellationToken.IsCancellationRequested)
        {
            // Whoever took a port may speak another protocol, which is seen before the kernel has ended.
            throw new KernelDiedException(exited.Task.IsCompleted ? await lastWords : $"the kernel {Spec.Name} could not be reached: {e.Message}", e);
        }

        await client.WaitUntilReadyAsync(cancellationToken);

        // The connection file has been read: a runner that is killed leaves nothing behind.
        KernelHome.Delete(home);
    }

    private async Task<string> LastWordsAsync()
    {
        var code = await exited.Task;
        await Task.WhenAny(reading, Task.Delay(LastWordsTime));
        return $"the kernel {Spec.Name} ended with exit code {code}\n{tail}".TrimEnd();
    }

    private async Task EndAsync()
    {
        await tree.EndAsync(ChildrenTime);
        if (client is not null) await client.DisposeAsync();
        lock (disposing)
        {
            isDisposed = true;
            process.Dispose();
        }

        KernelHome.Delete(home);
    }
}
