using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>A kernel in a process of its own, and the client that speaks to it. On disposal the kernel and all that it started are gone.</summary>
internal sealed class KernelProcess : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ChildrenTime = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly ProcessTree tree;
    private readonly StderrTail stderr;
    private readonly string folder;
    private readonly TaskCompletionSource<int> exited;

    private KernelProcess(KernelSpec spec, Process process, StderrTail stderr, string folder, TaskCompletionSource<int> exited, KernelClient client)
    {
        Spec = spec;
        Client = client;
        this.process = process;
        Id = process.Id;
        tree = new ProcessTree(process);
        this.stderr = stderr;
        this.folder = folder;
        this.exited = exited;
    }

    /// <summary>What was started.</summary>
    public KernelSpec Spec { get; }

    /// <summary>Speaks to the kernel.</summary>
    public KernelClient Client { get; }

    /// <summary>The process's number.</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code (128 + signal on Unix) when the kernel's process has ended.</summary>
    public Task<int> Exited => exited.Task;

    /// <summary>The last lines that the kernel's process wrote to its standard error or output, past all cells.</summary>
    public string StderrTail => stderr.ToString();

    /// <summary>Starts a kernel and waits until it answers.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="workingFolder">The kernel's working folder: the notebook's.</param>
    /// <param name="environment">Variables beside ours and the specification's; null removes one.</param>
    /// <param name="cancellationToken">Gives up; the process is then ended.</param>
    /// <exception cref="KernelDiedException">The kernel ended before it answered; the message has its last words.</exception>
    public static async Task<KernelProcess> StartAsync(
        KernelSpec spec, string workingFolder, IReadOnlyDictionary<string, string?>? environment = null, CancellationToken cancellationToken = default)
    {
        var home = Directory.CreateTempSubdirectory("storage-course-kernel-").FullName;
        var ports = FreePorts.Find(5);
        var connection = new ConnectionFile("tcp", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], RandomNumberGenerator.GetHexString(64, lowercase: true));
        var file = Path.Combine(home, "connection.json");
        connection.Write(file, spec.Name);

        var start = new ProcessStartInfo { WorkingDirectory = workingFolder, UseShellExecute = false };
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        var argv = spec.Argv.Select(argument => argument
            .Replace("{connection_file}", file, StringComparison.Ordinal)
            .Replace("{resource_dir}", spec.Folder ?? "", StringComparison.Ordinal));
        foreach (var argument in ProcessTree.InSessionOfItsOwn(argv)) start.ArgumentList.Add(argument);
        start.FileName = start.ArgumentList[0];
        start.ArgumentList.RemoveAt(0);
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        start.Environment["JPY_PARENT_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

        var tail = new StderrTail();
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new Process { StartInfo = start, EnableRaisingEvents = true };
        started.OutputDataReceived += (_, line) => tail.Add(line.Data);
        started.ErrorDataReceived += (_, line) => tail.Add(line.Data);
        started.Exited += (_, _) => ended.TrySetResult(started.ExitCode);
        try
        {
            started.Start();
        }
        catch (Exception e)
        {
            started.Dispose();
            Directory.Delete(home, recursive: true);
            throw new KernelDiedException($"the kernel {spec.Name} could not be started: {e.Message}");
        }

        started.StandardInput.Close();
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        KernelClient? client = null;
        using var dead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var connecting = KernelClient.ConnectAsync(connection, dead.Token);
            if (await Task.WhenAny(connecting, ended.Task) == ended.Task) await dead.CancelAsync();
            client = await connecting;
            var kernel = new KernelProcess(spec, started, tail, home, ended, client);
            _ = kernel.WatchAsync();
            await client.WaitUntilReadyAsync(cancellationToken);
            return kernel;
        }
        catch (Exception e)
        {
            if (client is not null) await client.DisposeAsync();
            var code = ended.Task.IsCompleted ? await ended.Task : (int?)null;
            await EndAsync(started, new ProcessTree(started), home);
            if (code is null || cancellationToken.IsCancellationRequested) throw;
            throw new KernelDiedException($"the kernel {spec.Name} ended with exit code {code} before it answered\n{tail}", e);
        }
    }

    /// <summary>Interrupts the running cell in the way that the specification asks for.</summary>
    public async Task InterruptAsync(CancellationToken cancellationToken)
    {
        if (Spec.InterruptMode == InterruptMode.Message || OperatingSystem.IsWindows()) await Client.InterruptAsync(cancellationToken);
        else tree.Interrupt();
    }

    /// <summary>Asks the kernel to end, waits a little, and ends what is left of it and of what it started.</summary>
    public async ValueTask DisposeAsync()
    {
        tree.Look();
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

        await EndAsync(process, tree, folder);
        await Client.DisposeAsync();
    }

    private static async Task EndAsync(Process process, ProcessTree tree, string folder)
    {
        await tree.EndAsync(ChildrenTime);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task WatchAsync()
    {
        var code = await exited.Task;
        Client.Abandon($"the kernel {Spec.Name} ended with exit code {code}\n{stderr}".TrimEnd());
    }
}
