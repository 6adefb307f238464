using System.Diagnostics;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Host;

namespace StorageCourse.Tests.Jupyter;

/// <summary>A session without a language: a cell's first word says what happens.</summary>
internal sealed class TrivialSession : ISession
{
    public List<ExecutionRequest> Requests { get; } = [];

    /// <summary>Released by a test that lets the cell "wait" go on.</summary>
    public SemaphoreSlim Gate { get; } = new(0);

    public async Task<ExecutionResult> ExecuteAsync(ExecutionRequest request, ICellOutput output, CancellationToken interrupt)
    {
        lock (Requests) Requests.Add(request);
        var (word, rest) = request.Code.Split(' ', 2) is [var first, var second] ? (first, second) : (request.Code, "");
        switch (word)
        {
            case "print":
                output.Stdout(rest);
                return new ExecutionResult();
            case "complain":
                output.Stderr(rest);
                return new ExecutionResult();
            case "mix":
                output.Stdout("a");
                output.Stdout("b");
                output.Stderr("c");
                output.Display(Bundle.Text("d"), "one");
                output.Stdout("e");
                output.UpdateDisplay(Bundle.Text("f"), "one");
                output.Clear(wait: true);
                return new ExecutionResult(Bundle.Html("<b>g</b>", "g").With("application/json", "{\"h\":[1]}"));
            case "lines":
                for (var i = 0; i < int.Parse(rest, null); i++) output.Stdout($"line {i}\n");
                return new ExecutionResult();
            case "length":
                return new ExecutionResult(Bundle.Text($"{request.Code.Length}"));
            case "wait":
                try
                {
                    await Gate.WaitAsync(interrupt);
                    return new ExecutionResult(Bundle.Text("waited"));
                }
                catch (OperationCanceledException)
                {
                    return new ExecutionResult(Error: new CellError("Interrupted", "the cell was interrupted", ["where it was"]));
                }
            case "release":
                Gate.Release();
                return new ExecutionResult();
            case "halves":
                output.Stdout("\ud83d");
                output.Stdout("\ude00 \ud83d");
                output.Stderr("\ude00");
                return new ExecutionResult();
            case "outcome":
                output.Display(Bundle.Text("seen").With(MimeType.Outcome, "{\"kind\":\"claim\"}"));
                return new ExecutionResult();
            case "flood":
                output.Stdout(new string('x', 11 << 20));
                output.Display(Bundle.Text("lost"));
                output.Display(Bundle.Text("lost").With(MimeType.Outcome, "{\"kind\":\"claim\"}"));
                return new ExecutionResult(Bundle.Text("lost"));
            case "later":
                _ = Task.Run(async () =>
                {
                    await Gate.WaitAsync(CancellationToken.None);
                    output.Stdout("late");
                }, CancellationToken.None);
                return new ExecutionResult();
            case "adrift":
                _ = Task.Run(async () =>
                {
                    await Gate.WaitAsync(CancellationToken.None);
                    output.Stdout("late");
                }, CancellationToken.None);
                // Waits for its end and for an answer in a context that runs nothing any more, as that of the engine's cells after an interrupt.
                SynchronizationContext.SetSynchronizationContext(new DeafContext());
                output.Stdout("early");
                _ = output.ReadLineAsync("lost? ", password: false, interrupt);
                SynchronizationContext.SetSynchronizationContext(null);
                await Task.Delay(Timeout.Infinite, interrupt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return new ExecutionResult(Error: new CellError("Interrupted", "the cell was interrupted", []));
            case "fail":
                return new ExecutionResult(Error: new CellError("Failure", rest, ["line 1", "line 2"]));
            case "throw":
                throw new InvalidOperationException("a session must not throw, this one does");
            case "where":
                return new ExecutionResult(Bundle.Text(Directory.GetCurrentDirectory()));
            case "environment":
                return new ExecutionResult(Bundle.Text(Environment.GetEnvironmentVariable(rest) ?? ""));
            case "crash":
                output.Stdout("before the crash");
                output.Display(Bundle.Text("shown"));
                Console.Error.WriteLine(rest);
                Environment.Exit(3);
                return new ExecutionResult();
            case "spawn":
                using (var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", rest]) { UseShellExecute = false, RedirectStandardOutput = true })!)
                    return new ExecutionResult(Bundle.Text((await shell.StandardOutput.ReadLineAsync(interrupt))!));
            case "ask":
                var answer = await output.ReadLineAsync("name? ", password: rest == "secret", interrupt);
                return new ExecutionResult(Bundle.Text($"hello {answer}"));
            default:
                return new ExecutionResult(request.Code.Length == 0 ? null : Bundle.Text(request.Code));
        }
    }

    public Task<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken) =>
        Task.FromResult(new CellCompletions(position - 1, position, [new CellCompletion($"at{position}", "method", "what it does")]));

    public Task<Bundle?> InspectAsync(string code, int position, CancellationToken cancellationToken) =>
        Task.FromResult(code.Length == 0 ? null : Bundle.Text($"{code[..position]}|{code[position..]}"));

    public Completeness IsComplete(string code) => code switch
    {
        "if" => Completeness.Incomplete,
        "}" => Completeness.Invalid,
        _ => Completeness.Complete,
    };

    private sealed class DeafContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
