using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
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
    private static readonly TimeSpan ArrivalTime = TimeSpan.FromMilliseconds(20);
    private readonly ISession session;
    private readonly MessageWire wire;
    private readonly TextWriter log;
    private readonly string id = Guid.NewGuid().ToString("n");
    private readonly RouterSocket shell, control, stdin;
    private readonly PublisherSocket publisher;
    private readonly EchoSocket heartbeat;
    private readonly Iopub iopub;
    private readonly InputRequests input;
    private readonly History history = new();
    private readonly Channel<JupyterMessage> cells = Channel.CreateUnbounded<JupyterMessage>();
    private readonly TaskCompletionSource<bool> shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource ending = new();
    private readonly Lock running = new();
    private CancellationTokenSource? cell;
    private CellOutput? output;
    private int executionCount;

    /// <summary>Listens from now on; requests are answered once <see cref="RunAsync"/> runs.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="session">What runs the cells.</param>
    /// <param name="log">Where refused messages and failures are noted; the process's standard error unless given.</param>
    /// <param name="limits">What front ends may ask; <see cref="ZmtpLimits.Default"/> unless given.</param>
    /// <exception cref="IOException">A port is taken, or the address is not this machine's.</exception>
    public KernelServer(ConnectionFile connection, ISession session, TextWriter? log = null, ZmtpLimits? limits = null)
    {
        limits ??= ZmtpLimits.Default;
        this.session = session;
        this.log = TextWriter.Synchronized(log ?? new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });
        wire = new MessageWire(connection.Key);
        heartbeat = new EchoSocket(connection.Endpoint(connection.HeartbeatPort), limits);
        publisher = new PublisherSocket(connection.Endpoint(connection.IopubPort), limits);
        stdin = new RouterSocket(connection.Endpoint(connection.StdinPort), limits);
        control = new RouterSocket(connection.Endpoint(connection.ControlPort), limits);
        shell = new RouterSocket(connection.Endpoint(connection.ShellPort), limits);
        iopub = new Iopub(publisher, wire, id);
        input = new InputRequests(stdin, wire, id);
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
        _ = ServeAsync(shell, HandleShell);
        _ = ServeAsync(control, HandleControl);
        _ = ServeAsync(stdin, (_, message) => input.Answer(message));
        _ = Task.Run(RunCellsAsync, CancellationToken.None);
        await using var cancelled = cancellationToken.Register(() => shutdown.TrySetResult(false));
        var restart = await shutdown.Task;
        cells.Writer.TryComplete();
        Interrupt();
        return restart;
    }

    /// <summary>Interrupts the cell that runs, if one does.</summary>
    public void Interrupt()
    {
        lock (running) _ = cell?.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= SendLastWords;
        AppDomain.CurrentDomain.UnhandledException -= SendLastWords;
        shutdown.TrySetResult(false);
        cells.Writer.TryComplete();
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
        output?.Flush();
        publisher.DisposeAsync().AsTask().Wait(LastWordsTime);
    }

    private async Task ServeAsync(RouterSocket socket, Action<RouterSocket, JupyterMessage> handle)
    {
        await foreach (var routed in socket.Incoming.ReadAllAsync())
        {
            try
            {
                var message = wire.Decode(routed.Frames, refuseReplay: true);
                handle(socket, message with { Envelope = [routed.Identity, .. message.Envelope] });
            }
            catch (InvalidDataException e)
            {
                Log($"refused a message: {e.Message}");
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                Log($"refused a message whose content is no JSON: {e.Message}");
            }
        }
    }

    private void HandleShell(RouterSocket socket, JupyterMessage request)
    {
        switch (request.Header.Type)
        {
            case "execute_request":
                cells.Writer.TryWrite(request);
                break;
            case "complete_request":
                Answer(socket, request, content => ShellReplies.CompleteAsync(session, content, ending.Token));
                break;
            case "inspect_request":
                Answer(socket, request, content => ShellReplies.InspectAsync(session, content, ending.Token));
                break;
            case "is_complete_request":
                Answer(socket, request, content => Task.FromResult(ShellReplies.IsComplete(session, content)));
                break;
            case "history_request":
                Answer(socket, request, content => Task.FromResult<Action<Utf8JsonWriter>>(json => history.Write(json, content)));
                break;
            case "comm_info_request":
                Answer(socket, request, _ => Task.FromResult<Action<Utf8JsonWriter>>(json =>
                {
                    json.WriteStartObject("comms");
                    json.WriteEndObject();
                }));
                break;
            case "comm_open":
                RefuseComm(request);
                break;
            case "comm_msg" or "comm_close":
                Notice(request, () => { });
                break;
            default:
                HandleControl(socket, request);
                break;
        }
    }

    private void HandleControl(RouterSocket socket, JupyterMessage request)
    {
        switch (request.Header.Type)
        {
            case "kernel_info_request":
                Answer(socket, request, _ => Task.FromResult<Action<Utf8JsonWriter>>(KernelInfo.Write));
                break;
            case "interrupt_request":
                Answer(socket, request, _ =>
                {
                    Interrupt();
                    return Task.FromResult<Action<Utf8JsonWriter>>(_ => { });
                });
                break;
            case "shutdown_request":
                Shutdown(socket, request);
                break;
            default:
                Answer(socket, request, _ => throw new NotSupportedException($"this kernel does not know {request.Header.Type}"));
                break;
        }
    }

    private void Shutdown(RouterSocket socket, JupyterMessage request)
    {
        var restart = Content(request).Bool("restart", otherwise: false);
        Answer(
            socket,
            request,
            _ => Task.FromResult<Action<Utf8JsonWriter>>(json => json.WriteBoolean("restart", restart)),
            afterwards: () => shutdown.TrySetResult(restart));
    }

    private void RefuseComm(JupyterMessage request) => Notice(request, () => iopub.Publish("comm_close", request.Header, json =>
    {
        json.WriteString("comm_id", Content(request).String("comm_id") ?? "");
        json.WriteStartObject("data");
        json.WriteEndObject();
    }));

    private void Notice(JupyterMessage message, Action react)
    {
        iopub.Status("busy", message.Header);
        try
        {
            react();
        }
        finally
        {
            iopub.Status("idle", message.Header);
        }
    }

    private void Answer(
        RouterSocket socket, JupyterMessage request, Func<JsonElement, Task<Action<Utf8JsonWriter>>> answer, Action? afterwards = null)
    {
        _ = Task.Run(async () =>
        {
            iopub.Status("busy", request.Header);
            try
            {
                var write = await answer(Content(request));
                Reply(socket, request, json =>
                {
                    // Whether a text is complete is the status of that one reply.
                    if (request.Header.Type != "is_complete_request") json.WriteString("status", "ok");
                    write(json);
                });
            }
            catch (Exception e)
            {
                if (e is not NotSupportedException) Log($"{request.Header.Type} failed: {e}");
                ReplyError(socket, request, new CellError(e.GetType().Name, e.Message, []));
            }
            finally
            {
                iopub.Status("idle", request.Header);
                afterwards?.Invoke();
            }
        });
    }

    private void Reply(RouterSocket socket, JupyterMessage request, Action<Utf8JsonWriter> write)
    {
        var type = request.Header.Type.Replace("_request", "_reply", StringComparison.Ordinal);
        var content = JsonText.Object(write);
        var frames = wire.Encode(new JupyterMessage([.. request.Envelope.Skip(1)], MessageHeader.Create(id, type), request.Header, JsonText.EmptyObject, content));
        socket.Send(request.Envelope[0], frames);
    }

    private void ReplyError(RouterSocket socket, JupyterMessage request, CellError error, Action<Utf8JsonWriter>? more = null) =>
        Reply(socket, request, json =>
        {
            json.WriteString("status", "error");
            json.WriteError(error);
            more?.Invoke(json);
        });

    private async Task RunCellsAsync()
    {
        await foreach (var request in cells.Reader.ReadAllAsync())
        {
            for (var aborted = await RunCellAsync(request); aborted > 0 && cells.Reader.TryRead(out var waiting); aborted--) Abort(waiting);
        }
    }

    /// <returns>How many of the cells that wait are to be aborted.</returns>
    private async Task<int> RunCellAsync(JupyterMessage message)
    {
        // A front end may interrupt as soon as it has heard that the cell is busy.
        using var interrupt = new CancellationTokenSource();
        lock (running) cell = interrupt;
        iopub.Status("busy", message.Header);
        try
        {
            return await RunCellAsync(message, ExecuteContent.Parse(message), interrupt.Token);
        }
        catch (Exception e)
        {
            Log($"a cell could not be run: {e}");
            var error = new CellError(e.GetType().Name, e.Message, []);
            iopub.Error(error, message.Header);
            ReplyError(shell, message, error, json => json.WriteNumber("execution_count", executionCount));
            return 0;
        }
        finally
        {
            lock (running) cell = null;
            iopub.Status("idle", message.Header);
        }
    }

    private async Task<int> RunCellAsync(JupyterMessage message, ExecuteContent request, CancellationToken interrupt)
    {
        if (request.StoreHistory) history.Add(++executionCount, request.Code);
        var count = executionCount;
        if (!request.Silent)
        {
            iopub.Publish("execute_input", message.Header, json =>
            {
                json.WriteString("code", request.Code);
                json.WriteNumber("execution_count", count);
            });
        }

        output = new CellOutput(iopub, message.Header, (prompt, password, cancellation) => request.AllowStdin
            ? input.AskAsync(message, prompt, password, cancellation)
            : throw new InvalidOperationException("the front end takes no input"));
        ExecutionResult result;
        try
        {
            result = await session.ExecuteAsync(new ExecutionRequest(request.Code, count, request.Silent, request.CellId), output, interrupt);
        }
        finally
        {
            output.Flush();
        }

        if (result.Error is { } error)
        {
            // A front end sends all cells at once, and the failing one may be quicker than the rest of them: what comes before it can have
            // heard of the error was sent in ignorance of it.
            if (request.StopOnError) await Task.Delay(ArrivalTime, CancellationToken.None);
            var aborted = request.StopOnError ? cells.Reader.Count : 0;
            if (!request.Silent) iopub.Error(error, message.Header);
            ReplyError(shell, message, error, json => json.WriteNumber("execution_count", count));
            return aborted;
        }

        if (result.Result is { } bundle && !request.Silent) output.Result(bundle, count);
        var expressions = new List<(string Name, ExecutionResult Result)>();
        foreach (var (name, code) in request.UserExpressions)
            expressions.Add((name, await session.ExecuteAsync(new ExecutionRequest(code, count, Silent: true, request.CellId), output, interrupt)));
        output.Flush();
        Reply(shell, message, json =>
        {
            json.WriteString("status", "ok");
            json.WriteNumber("execution_count", count);
            json.WriteUserExpressions(expressions);
            json.WriteStartArray("payload");
            json.WriteEndArray();
        });
        return 0;
    }

    private void Abort(JupyterMessage request) => Notice(request, () => Reply(shell, request, json =>
    {
        json.WriteString("status", "aborted");
        json.WriteNumber("execution_count", executionCount);
    }));

    private static JsonElement Content(JupyterMessage message) => message.ParseContent();

    private void Log(string line) => log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"storage-course kernel: {line}"));
}
