using System.Globalization;
using System.Text.Json;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Jupyter.Server;
using StorageCourse.Host;

namespace StorageCourse.Tests.Headless;

/// <summary>A kernel whose cells are scripts for tests of the runner: a word a line says what happens. <c>Tests scripted-kernel CONNECTION_FILE</c>.</summary>
internal static class ScriptedKernel
{
    /// <summary>How to start it.</summary>
    public static KernelSpec Spec { get; } = KernelSpec.FromArgv("scripted", [Environment.ProcessPath!, "scripted-kernel", "{connection_file}"]);

    /// <summary>The kernel.json's text.</summary>
    public static string Json { get; } = JsonSerializer.Serialize(new { argv = Spec.Argv, display_name = "Scripted", language = "none", interrupt_mode = "message" });

    /// <summary>The program's entry.</summary>
    public static Task<int> RunAsync(string connectionFile) => KernelProgram.RunAsync(connectionFile, () => new Session());

    private sealed class Session : ISession
    {
        private readonly SemaphoreSlim gate = new(0), written = new(0);
        private string answer = "";

        public async Task<ExecutionResult> ExecuteAsync(ExecutionRequest request, ICellOutput output, CancellationToken interrupt)
        {
            foreach (var line in request.Code.Split('\n'))
            {
                var (word, rest) = line.Split(' ', 2) is [var first, var second] ? (first, second) : (line, "");
                switch (word)
                {
                    case "print":
                        output.Stdout(rest + "\n");
                        break;
                    case "fail":
                        return new ExecutionResult(Error: new CellError("Failure", rest, ["\u001b[31mline 1\u001b[0m", "line 2"]));
                    case "die":
                        // What was printed may leave the process first; that it has cannot be asked from here.
                        await Task.Delay(2_000, CancellationToken.None);
                        using (var self = System.Diagnostics.Process.GetCurrentProcess()) self.Kill();
                        break;
                    case "hang":
                        await Task.Delay(Timeout.Infinite, CancellationToken.None);
                        break;
                    case "wait":
                        try
                        {
                            await Task.Delay(Timeout.Infinite, interrupt);
                        }
                        catch (OperationCanceledException)
                        {
                            return new ExecutionResult(Error: new CellError("Interrupted", "the cell was interrupted", []));
                        }

                        break;
                    case "touch":
                        // Whoever waits for the file finds it whole.
                        await File.WriteAllTextAsync(rest + ".new", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), CancellationToken.None);
                        File.Move(rest + ".new", rest, overwrite: true);
                        break;
                    case "later":
                        _ = Task.Run(async () =>
                        {
                            await gate.WaitAsync(CancellationToken.None);
                            // A display is sent at once; a stream's text may wait for more.
                            output.Display(Bundle.Text(rest));
                            written.Release();
                        }, CancellationToken.None);
                        break;
                    case "release":
                        gate.Release();
                        await written.WaitAsync(interrupt);
                        break;
                    case "await-file":
                        while (!File.Exists(rest)) await Task.Delay(20, interrupt);
                        break;
                    case "flood":
                        for (var i = 0; i < int.Parse(rest, CultureInfo.InvariantCulture); i++) output.Stdout($"line {i}\n");
                        break;
                    case "environment":
                        output.Stdout($"{Environment.GetEnvironmentVariable(rest)}\n{Environment.CurrentDirectory}\n{Environment.ProcessId}\n");
                        break;
                    case "html":
                        output.Display(Bundle.Html(rest, "text"), "shown");
                        break;
                    case "update":
                        output.UpdateDisplay(Bundle.Html(rest, "text"), "shown");
                        break;
                    case "outcome":
                        var outcome = Outcome.ListFromJson(rest)[0];
                        output.Display(Bundle.Html($"<b>{outcome.Title}</b>", outcome.Detail).With(MimeType.Outcome, rest));
                        break;
                    case "answer":
                        answer = rest;
                        break;
                    case "await" when rest.StartsWith("Check.Exercise(\"", StringComparison.Ordinal):
                        output.Display(Check(rest.Split('"')[1]));
                        break;
                    default:
                        break;
                }
            }

            return new ExecutionResult();
        }

        public Task<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken) => Task.FromResult(CellCompletions.None(position));

        public Task<Bundle?> InspectAsync(string code, int position, CancellationToken cancellationToken) => Task.FromResult<Bundle?>(null);

        public Completeness IsComplete(string code) => Completeness.Complete;

        private Bundle Check(string id)
        {
            var status = answer switch
            {
                "right" or "also right" => OutcomeStatus.Passed,
                "" => OutcomeStatus.NotAttempted,
                _ => OutcomeStatus.Failed,
            };
            return Bundle.Text(answer).With(MimeType.Outcome, new Outcome(OutcomeKind.Exercise, id, status, "say right", $"you said \"{answer}\"").ToJson());
        }
    }
}
