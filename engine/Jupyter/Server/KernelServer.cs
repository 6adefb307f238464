using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Engine.Jupyter.Zmtp;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>
/// A Jupyter kernel, protocol 5.4, in front of a session. Cells run one after another on a queue of their own; whatever else a front end asks is
/// answered meanwhile.
/// </summary>
internal sealed class KernelServer : IAsyncDisposable
{
    private static readonly TimeSpan LastWordsTime = TimeSpan.FromSeconds(1);
    private readonly MessageWire wire;
    private readonly KernelLog log;
    private readonly string id = Guid.NewGuid().ToString("n");
    private readonly RouterSocket shell, control, stdin;
    private readonly PublisherSocket publisher;
    private readonly EchoSocket heartbeat;
    private readonly Iopub iopub;
    private readonly InputRequests input;
    private readonly ExecuteRequestHandler cells;
    private readonly RequestDispatcher onShell, onControl;
    private readonly TaskCompletionSource<bool> shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource ending = new();

    /// <summary>Listens from now on; requests are answered once <see cref="RunAsync"/> runs.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="session">What runs the cells.</param>
    /// <param name="log">Where refused messages and failures are noted; the process's standard error unless given.</param>
    /// <param name="limits">What front ends may ask; <see cref="ZmtpLimits.Default"/> unless given.</param>
    /// <exception cref="IOException">A port is taken, or the address is not this machine's.</exception>
    public KernelServer(ConnectionFile connection, ISession session, TextWriter? log = null, ZmtpLimits? limits = null)
    {
        limits ??= ZmtpLimits.Default;
        this.log = new KernelLog(log ?? new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });
        wire = new MessageWire(connection.Key);
        heartbeat = new EchoSocket(connection.Endpoint(connection.HeartbeatPort), limits);
        publisher = new PublisherSocket(connection.Endpoint(connection.IopubPort), limits);
        stdin = new RouterSocket(connection.Endpoint(connection.StdinPort), limits);
        control = new RouterSocket(connection.Endpoint(connection.ControlPort), limits);
        shell = new RouterSocket(connection.Endpoint(connection.ShellPort), limits);
        iopub = new Iopub(publisher, wire, id);
        input = new InputRequests(stdin, wire, id);
        var history = new History();
        cells = new ExecuteRequestHandler(session, iopub, input, history, this.log);
        IRequestHandler[] anywhere =
        [
            new KernelInfoRequestHandler(this.log),
            new InterruptRequestHandler(Interrupt, this.log),
            new ShutdownRequestHandler(restart => shutdown.TrySetResult(restart), this.log),
        ];
        onControl = new RequestDispatcher(this.log, anywhere);
        onShell = new RequestDispatcher(
            this.log,
            [
                .. anywhere,
                cells,
                new CompleteRequestHandler(session, this.log, ending.Token),
                new InspectRequestHandler(session, this.log, ending.Token),
                new IsCompleteRequestHandler(session, this.log),
                new HistoryRequestHandler(history, this.log),
                new CommInfoRequestHandler(this.log),
                new CommOpenHandler(iopub),
                new CommMessageHandler("comm_msg"),
                new CommMessageHandler("comm_close"),
            ]);
        AppDomain.CurrentDomain.ProcessExit += SendLastWords;
        AppDomain.CurrentDomain.UnhandledException += SendLastWords;
    }

    /// <summary>Serves until a front end asks for the end, or the token is cancelled.</summary>
    /// <returns>True where the front end means to start the kernel again.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken = default)
    {
        // A cell may block threads of the pool; control must find one all the same.
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(Math.Max(workers, 16), completions);

        iopub.Status("starting", null);
        _ = ServeAsync(shell, onShell.Dispatch);
        _ = ServeAsync(control, onControl.Dispatch);
        _ = ServeAsync(stdin, request => input.Answer(request.Message));
        _ = Task.Run(cells.RunAsync, CancellationToken.None);
        await using var cancelled = cancellationToken.Register(() => shutdown.TrySetResult(false));
        var restart = await shutdown.Task;
        cells.Complete();
        Interrupt();
        return restart;
    }

    /// <summary>Interrupts the cell that runs, if one does.</summary>
    public void Interrupt() => cells.Interrupt();

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= SendLastWords;
        AppDomain.CurrentDomain.UnhandledException -= SendLastWords;
        shutdown.TrySetResult(false);
        cells.Complete();
        await ending.CancelAsync();
        await Task.WhenAll(
            shell.DisposeAsync().AsTask(),
            control.DisposeAsync().AsTask(),
            stdin.DisposeAsync().AsTask(),
            publisher.DisposeAsync().AsTask(),
            heartbeat.DisposeAsync().AsTask());
    }

    /// <summary>A cell that ends the process, by Environment.Exit or an exception in a thread, loses nothing of what it wrote before.</summary>
    private void SendLastWords(object? sender, EventArgs e)
    {
        cells.Flush();
        publisher.DisposeAsync().AsTask().Wait(LastWordsTime);
    }

    private async Task ServeAsync(RouterSocket socket, Action<KernelRequest> handle)
    {
        await foreach (var routed in socket.Incoming.ReadAllAsync())
        {
            try
            {
                var message = wire.Decode(routed.Frames, refuseReplay: true);
                handle(new KernelRequest(message with { Envelope = [routed.Identity, .. message.Envelope] }, socket, iopub, wire, id));
            }
            catch (InvalidDataException e)
            {
                log.Write($"refused a message: {e.Message}");
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                log.Write($"refused a message whose content is no JSON: {e.Message}");
            }
        }
    }
}
