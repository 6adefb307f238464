using System.Text.Json;
using System.Threading.Channels;
using StorageCourse.Host;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>execute_request: cells run one after another, on a queue of their own.</summary>
internal sealed class ExecuteRequestHandler(ISession session, Iopub iopub, InputRequests input, History history, KernelLog log) : IRequestHandler
{
    private static readonly TimeSpan ArrivalTime = TimeSpan.FromMilliseconds(20);
    private readonly Channel<KernelRequest> cells = Channel.CreateUnbounded<KernelRequest>();
    private readonly Lock running = new();
    private CancellationTokenSource? cell;
    private CellOutput? output;
    private int executionCount;

    /// <inheritdoc/>
    public string Type => "execute_request";

    /// <inheritdoc/>
    public void Handle(KernelRequest request) => cells.Writer.TryWrite(request);

    /// <summary>Runs the cells as they come, until <see cref="Complete"/>.</summary>
    public async Task RunAsync()
    {
        await foreach (var request in cells.Reader.ReadAllAsync())
        {
            for (var aborted = await RunAsync(request); aborted > 0 && cells.Reader.TryRead(out var waiting); aborted--) Abort(waiting);
        }
    }

    /// <summary>Takes no more cells.</summary>
    public void Complete() => cells.Writer.TryComplete();

    /// <summary>Interrupts the cell that runs, if one does.</summary>
    public void Interrupt()
    {
        lock (running) _ = cell?.CancelAsync();
    }

    /// <summary>Sends what the last cell has written so far.</summary>
    public void Flush() => output?.Flush();

    /// <returns>How many of the cells that wait are to be aborted.</returns>
    private async Task<int> RunAsync(KernelRequest request)
    {
        // A front end may interrupt as soon as it has heard that the cell is busy.
        using var interrupt = new CancellationTokenSource();
        lock (running) cell = interrupt;
        request.Busy();
        try
        {
            return await RunAsync(request, ExecuteContent.Parse(request.Message), interrupt.Token);
        }
        catch (Exception e)
        {
            log.Write($"a cell could not be run: {e}");
            Fail(request, new CellError(e.GetType().Name, e.Message, []), executionCount);
            return 0;
        }
        finally
        {
            lock (running) cell = null;
            request.Idle();
        }
    }

    private async Task<int> RunAsync(KernelRequest request, ExecuteContent content, CancellationToken interrupt)
    {
        if (content.StoreHistory) history.Add(++executionCount, content.Code);
        var count = executionCount;
        if (!content.Silent)
        {
            iopub.Publish("execute_input", request.Header, json =>
            {
                json.WriteString("code", content.Code);
                json.WriteNumber("execution_count", count);
            });
        }

        output = new CellOutput(iopub, request.Header, (prompt, password, cancellation) => content.AllowStdin
            ? input.AskAsync(request.Message, prompt, password, cancellation)
            : throw new InvalidOperationException("the front end takes no input"));
        ExecutionResult result;
        try
        {
            result = await session.ExecuteAsync(new ExecutionRequest(content.Code, count, content.Silent, content.CellId), output, interrupt);
        }
        finally
        {
            output.Flush();
        }

        if (result.Error is { } error)
        {
            // A front end sends all cells at once, and the failing one may be quicker than the rest of them: what comes before it can have
            // heard of the error was sent in ignorance of it.
            if (content.StopOnError) await Task.Delay(ArrivalTime, CancellationToken.None);
            var aborted = content.StopOnError ? cells.Reader.Count : 0;
            Fail(request, error, count, content.Silent);
            return aborted;
        }

        if (result.Result is { } bundle && !content.Silent) output.Result(bundle, count);
        var expressions = new List<(string Name, ExecutionResult Result)>();
        foreach (var (name, code) in content.UserExpressions)
            expressions.Add((name, await session.ExecuteAsync(new ExecutionRequest(code, count, Silent: true, content.CellId), output, interrupt)));
        output.Flush();
        request.Reply(json =>
        {
            json.WriteString("status", "ok");
            json.WriteNumber("execution_count", count);
            json.WriteStartObject("user_expressions");
            foreach (var (name, value) in expressions) WriteExpression(json, name, value);
            json.WriteEndObject();
            json.WriteStartArray("payload");
            json.WriteEndArray();
        });
        return 0;
    }

    private void Fail(KernelRequest request, CellError error, int count, bool silent = false)
    {
        if (!silent) iopub.Error(error, request.Header);
        request.ReplyError(error, count);
    }

    private void Abort(KernelRequest request) => request.WhileBusy(() => request.Reply(json =>
    {
        json.WriteString("status", "aborted");
        json.WriteNumber("execution_count", executionCount);
    }));

    // A bundle or an error ("Messaging", section "Execution results").
    private static void WriteExpression(Utf8JsonWriter json, string name, ExecutionResult result)
    {
        json.WriteStartObject(name);
        json.WriteString("status", result.Error is null ? "ok" : "error");
        if (result.Error is { } error) json.WriteError(error);
        else json.WriteBundle(result.Result ?? Bundle.Text(""));
        json.WriteEndObject();
    }
}
