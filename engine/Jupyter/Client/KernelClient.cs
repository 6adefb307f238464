using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Engine.Jupyter.Zmtp;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>A front end without a face: sends requests to any Jupyter kernel and hands its answers over as they come.</summary>
internal sealed class KernelClient : IAsyncDisposable
{
    private const int RememberedExecutions = 1000;
    private static readonly TimeSpan FirstReadyInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LastReadyInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastWordsTime = TimeSpan.FromSeconds(5);

    private readonly string session = Guid.NewGuid().ToString("n");
    private readonly MessageWire wire;
    private readonly ZmtpConnection shell, control, iopub, stdin;
    private readonly ConcurrentDictionary<string, KernelExecution> executions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> requests = new(StringComparer.Ordinal);
    private readonly Queue<string> remembered = new();
    private readonly TaskCompletionSource heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<string>? lastWords;
    private readonly Task receiving;
    private string? deathReason;

    private KernelClient(
        MessageWire wire, ZmtpConnection shell, ZmtpConnection control, ZmtpConnection iopub, ZmtpConnection stdin, Task<string>? lastWords)
    {
        this.lastWords = lastWords;
        this.wire = wire;
        this.shell = shell;
        this.control = control;
        this.iopub = iopub;
        this.stdin = stdin;
        iopub.Subscribe([]);
        receiving = ReceiveAsync();
    }

    /// <summary>
    /// What a cell shows after its end (a background task, an update of a display): the cell's id as it was given to
    /// <see cref="ExecuteAsync"/>, and the message. Called in the order of iopub, on the thread that receives.
    /// </summary>
    public event Action<string?, KernelMessage>? Late;

    /// <summary>Completes when the connection to the kernel has ended, for whatever reason.</summary>
    public Task Closed => closed.Task;

    /// <summary>Connects to all channels as soon as the kernel listens.</summary>
    /// <param name="connection">Where the kernel listens.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="lastWords">Completes when the kernel's process has ended, and says how; null where nobody watches it.</param>
    /// <exception cref="OperationCanceledException">The kernel did not listen before the token was cancelled.</exception>
    public static async Task<KernelClient> ConnectAsync(ConnectionFile connection, CancellationToken cancellationToken, Task<string>? lastWords = null)
    {
        // The kernel sends an input_request to the identity of the shell socket, so stdin has the same.
        var identity = Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("n"));
        Task<ZmtpConnection> Connect(int port, ZmtpSocketType type) =>
            ZmtpConnector.ConnectAsync(connection.Endpoint(port), type, identity, ZmtpLimits.Default, cancellationToken);
        Task<ZmtpConnection>[] connecting =
        [
            Connect(connection.ShellPort, ZmtpSocketType.Dealer),
            Connect(connection.ControlPort, ZmtpSocketType.Dealer),
            Connect(connection.IopubPort, ZmtpSocketType.Sub),
            Connect(connection.StdinPort, ZmtpSocketType.Dealer),
        ];
        try
        {
            var channels = await Task.WhenAll(connecting);
            return new KernelClient(new MessageWire(connection.Key), channels[0], channels[1], channels[2], channels[3], lastWords);
        }
        catch
        {
            foreach (var task in connecting)
            {
                if (task.IsCompletedSuccessfully) (await task).Abort();
            }

            throw;
        }
    }

    /// <summary>
    /// Waits until the kernel answers and is heard on iopub: kernel_info_request on control and shell, again and again, as VS Code does.
    /// </summary>
    /// <returns>The content of the kernel_info_reply.</returns>
    /// <exception cref="KernelDiedException">The kernel ended meanwhile.</exception>
    public async Task<JsonElement> WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var info = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var ready = Task.WhenAll(info.Task, heard.Task);
        for (var interval = FirstReadyInterval; ; interval = interval * 2 < LastReadyInterval ? interval * 2 : LastReadyInterval)
        {
            _ = AskAsync(shell);
            _ = AskAsync(control);
            try
            {
                await ready.WaitAsync(interval, cancellationToken);
                return await info.Task;
            }
            catch (TimeoutException)
            {
                // It may not have been heard: the subscription of iopub takes its time.
            }
        }

        async Task AskAsync(ZmtpConnection channel)
        {
            try
            {
                info.TrySetResult(await RequestAsync(channel, "kernel_info_request", MessageJson.EmptyObject, cancellationToken));
            }
            catch (Exception e) when (e is KernelDiedException or OperationCanceledException)
            {
                info.TrySetException(e);
            }
        }
    }

    /// <summary>
    /// Runs a cell and yields its messages as they come; the last is the <see cref="ExecuteReply"/>. The kernel is not interrupted where the caller
    /// stops listening: that is <see cref="InterruptAsync"/>.
    /// </summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="cellId">The notebook's id of the cell: sent along, and returned with <see cref="Late"/> messages.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KernelDiedException">The kernel ended before the cell did.</exception>
    public async IAsyncEnumerable<KernelMessage> ExecuteAsync(
        string code, string? cellId = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var header = MessageHeader.Create(session, "execute_request");
        var execution = new KernelExecution(cellId);
        Remember(header.Id, execution);
        var content = MessageJson.Object(json =>
        {
            json.WriteString("code", code);
            json.WriteBoolean("silent", false);
            json.WriteBoolean("store_history", true);
            json.WriteStartObject("user_expressions");
            json.WriteEndObject();
            json.WriteBoolean("allow_stdin", false);
            json.WriteBoolean("stop_on_error", false);
        });
        var metadata = cellId is null ? MessageJson.EmptyObject : MessageJson.Object(json => json.WriteString("cellId", cellId));
        await SendAsync(shell, new JupyterMessage([], header, null, metadata, content));
        await foreach (var message in execution.Messages.ReadAllAsync(cancellationToken)) yield return message;
    }

    /// <summary>What could stand at a position, counted in UTF-16 units; the content of the complete_reply as it came, with positions in code points.</summary>
    public Task<JsonElement> CompleteAsync(string code, int position, CancellationToken cancellationToken) =>
        RequestAsync(shell, "complete_request", MessageJson.Object(json =>
        {
            json.WriteString("code", code);
            json.WriteNumber("cursor_pos", CodePoints.FromUtf16(code, position));
        }), cancellationToken);

    /// <summary>Sends interrupt_request and waits for its reply; the cell's own end comes with its messages.</summary>
    public Task InterruptAsync(CancellationToken cancellationToken) => RequestAsync(control, "interrupt_request", MessageJson.EmptyObject, cancellationToken);

    /// <summary>Sends shutdown_request and waits for its reply or the kernel's end.</summary>
    public async Task ShutdownAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RequestAsync(control, "shutdown_request", MessageJson.Object(json => json.WriteBoolean("restart", false)), cancellationToken);
        }
        catch (KernelDiedException)
        {
            // That was the aim.
        }
    }

    /// <summary>Any request on the shell channel, with its content in JSON.</summary>
    /// <returns>The content of the reply.</returns>
    /// <exception cref="KernelDiedException">The kernel ended meanwhile.</exception>
    public Task<JsonElement> RequestAsync(string type, string content, CancellationToken cancellationToken) =>
        RequestAsync(shell, type, Encoding.UTF8.GetBytes(content), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in (ZmtpConnection[])[shell, control, iopub, stdin]) await connection.CloseAsync(TimeSpan.FromMilliseconds(100));
        await receiving;
        wire.Dispose();
    }

    private async Task<JsonElement> RequestAsync(ZmtpConnection channel, string type, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var header = MessageHeader.Create(session, type);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        requests[header.Id] = answer;
        try
        {
            await SendAsync(channel, new JupyterMessage([], header, null, MessageJson.EmptyObject, content));
            return await answer.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            requests.TryRemove(header.Id, out _);
        }
    }

    private async Task SendAsync(ZmtpConnection channel, JupyterMessage message)
    {
        if (channel.Send(wire.Encode(message)) && !closed.Task.IsCompleted) return;
        await closed.Task;
        throw Died();
    }

    private async Task ReceiveAsync()
    {
        Task[] channels =
        [
            ReceiveAsync(shell, TakeReply), ReceiveAsync(control, TakeReply), ReceiveAsync(iopub, TakeIopub), ReceiveAsync(stdin, RefuseInput),
        ];
        await Task.WhenAny(lastWords is null ? channels : [.. channels, lastWords]);

        // Without one of its channels a kernel can't be worked with; but what it said before its end still lies in the others.
        await Task.WhenAny(Task.WhenAll(channels), Task.Delay(LastWordsTime));
        foreach (var connection in (ZmtpConnection[])[shell, control, iopub, stdin]) connection.Abort();
        await Task.WhenAll(channels);

        // How the process ended says more than that its connection did.
        if (lastWords is not null) await Task.WhenAny(lastWords, Task.Delay(LastWordsTime));
        if (lastWords is { IsCompletedSuccessfully: true }) deathReason ??= await lastWords;
        closed.TrySetResult();
        foreach (var execution in executions.Values) execution.Fail(Died());
        foreach (var request in requests.Values) request.TrySetException(Died());
        heard.TrySetException(Died());
    }

    private async Task ReceiveAsync(ZmtpConnection channel, Action<JupyterMessage> take)
    {
        try
        {
            while (await channel.ReceiveAsync() is { } frames) take(wire.Decode(frames, refuseReplay: false));
        }
        catch (Exception e) when (e is ZmtpException or InvalidDataException or JsonException)
        {
            deathReason ??= $"the kernel broke the protocol: {e.Message}";
        }
    }

    private KernelDiedException Died() => new(deathReason ?? "the kernel closed its connection");

    private void TakeReply(JupyterMessage message)
    {
        if (message.Parent is not { } parent) return;
        if (requests.TryGetValue(parent.Id, out var request)) request.TrySetResult(message.ParseContent());
        else if (executions.TryGetValue(parent.Id, out var execution)) execution.TakeReply(message);
    }

    private void TakeIopub(JupyterMessage message)
    {
        heard.TrySetResult();
        if (message.Parent is not { } parent) return;
        if (!executions.TryGetValue(parent.Id, out var execution) || execution.Take(message)) return;
        if (IopubContent.Parse(message) is { } late) Late?.Invoke(execution.CellId, late);
    }

    private void RefuseInput(JupyterMessage message)
    {
        // Every cell is sent with allow_stdin: false. A kernel that asks all the same gets an empty line rather than waiting for ever.
        if (message.Header.Type != "input_request") return;
        var answer = MessageJson.Object(json => json.WriteString("value", ""));
        stdin.Send(wire.Encode(new JupyterMessage([], MessageHeader.Create(session, "input_reply"), message.Header, MessageJson.EmptyObject, answer)));
    }

    private void Remember(string id, KernelExecution execution)
    {
        executions[id] = execution;
        lock (remembered)
        {
            remembered.Enqueue(id);
            if (remembered.Count > RememberedExecutions) executions.TryRemove(remembered.Dequeue(), out _);
        }
    }
}
