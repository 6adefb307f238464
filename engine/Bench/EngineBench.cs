using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Bench;

/// <summary>Measures kernels through the protocol, as a front end meets them. What concerns stores stands in helpers/bench.ipynb.</summary>
internal sealed class EngineBench(string courseRoot)
{
    private const int Starts = 5;
    private const int Cells = 1000;
    private static readonly IReadOnlyDictionary<string, string?> Environment = new Dictionary<string, string?> { [CourseEnvironment.Headless] = "1" };

    private readonly string notebooks = Path.Combine(courseRoot, "notebooks");

    /// <summary>The figures, as they come.</summary>
    public async IAsyncEnumerable<Figure> MeasureAsync(bool wholeRuns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new Figure("calibration: 100 million turns of a loop in compiled code", Median(Repeat(5, () => Calibration.Loop(100_000_000))), "ms", null);

        yield return new Figure("process start to first C# result", Median(await RepeatAsync(Starts, () => FirstResultAsync(cancellationToken)).ConfigureAwait(false)), "ms", 1200);

        await using (var kernel = await StartAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return new Figure("first completion", await TimeAsync(() => kernel.Client.CompleteAsync("Console.Wri", 11, cancellationToken)).ConfigureAwait(false), "ms", 600);
            yield return new Figure("completion of a member, warm", await CompletionAsync(kernel, "Console.Wri", cancellationToken).ConfigureAwait(false), "ms", 100);
            yield return new Figure("completion of a name in scope, warm", await CompletionAsync(kernel, "Con", cancellationToken).ConfigureAwait(false), "ms", 100);
            yield return new Figure("completion of a magic, warm", await CompletionAsync(kernel, "#!im", cancellationToken).ConfigureAwait(false), "ms", 100);
            yield return new Figure("completion of a file, warm", await CompletionAsync(kernel, "#!import ../helpers/se", cancellationToken).ConfigureAwait(false), "ms", 100);
            yield return new Figure("first inspection of overloads", await TimeAsync(() => InspectAsync(kernel, cancellationToken)).ConfigureAwait(false), "ms", 600);
            yield return new Figure("inspection of overloads, warm", Median(await RepeatAsync(20, () => TimeAsync(() => InspectAsync(kernel, cancellationToken))).ConfigureAwait(false)), "ms", 100);
        }

        await using (var kernel = await StartAsync(cancellationToken).ConfigureAwait(false))
        {
            // As learners' cells do: after the course's first cell, each declares something, which all that follow can see.
            await RunAsync(kernel, "#!import ../helpers/setup.csx", cancellationToken).ConfigureAwait(false);
            var latencies = new List<double>();
            for (var i = 0; i < Cells; i++) latencies.Add(await RunAsync(kernel, string.Create(CultureInfo.InvariantCulture, $"var z{i} = {i}; z{i}"), cancellationToken).ConfigureAwait(false));
            yield return new Figure("a cell that declares a variable, warm", Median(latencies[100..]), "ms", 20);
            yield return new Figure($"cells {Cells - 20}–{Cells} against cells 20–40", Median(latencies[^20..]) / Median(latencies[20..40]), "×", 2);
            yield return new Figure($"peak memory after {Cells} cells that declare a variable", PeakMemory(kernel.Id), "MiB", 320);
        }

        await using (var kernel = await StartAsync(cancellationToken).ConfigureAwait(false))
        {
            // The same text, compiled beforehand here and in a cell there.
            await RunAsync(kernel, Calibration.Source, cancellationToken).ConfigureAwait(false);
            var compiled = new List<double>();
            var cell = new List<double>();
            for (var i = 0; i < 7; i++)
            {
                compiled.Add(Calibration.Loop(200_000_000));
                cell.Add(await ValueAsync(kernel, "Loop(200_000_000)", cancellationToken).ConfigureAwait(false));
            }

            yield return new Figure("a tight loop in a cell: its speed in a compiled program", Median(compiled) / Median(cell), "×", 0.9, AtLeast: true);
        }

        await foreach (var figure in MeasureNotebookAsync(cancellationToken).ConfigureAwait(false)) yield return figure;
        if (!wholeRuns) yield break;
        var one = await RunCourseAsync(1, cancellationToken).ConfigureAwait(false);
        var two = await RunCourseAsync(2, cancellationToken).ConfigureAwait(false);
        yield return new Figure("course run --no-measure --jobs 1", one, "ms", null);
        yield return new Figure("--jobs 2 against --jobs 1", two / one, "×", 0.65);
    }

    /// <summary>helpers/bench.ipynb: cells with "bench" in their metadata are timed, give their milliseconds as their value, or are completed at their end while another cell runs; the others prepare.</summary>
    private async IAsyncEnumerable<Figure> MeasureNotebookAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var notebook = await NotebookDocument.ReadAsync(Path.Combine(courseRoot, "helpers", "bench.ipynb"), cancellationToken).ConfigureAwait(false);
        await using var kernel = await StartAsync(cancellationToken).ConfigureAwait(false);
        foreach (var cell in notebook.Cells.Where(cell => cell.Kind == CellKind.Code))
        {
            if (cell.Metadata["bench"] is not JsonObject bench)
            {
                await RunAsync(kernel, cell.Source, cancellationToken).ConfigureAwait(false);
                continue;
            }

            if ((string?)bench["while"] is { } other)
            {
                await foreach (var figure in CompleteWhileAsync(kernel, cell.Source, (string)bench["figure"]!, other, cancellationToken).ConfigureAwait(false)) yield return figure;
                continue;
            }

            var runs = (int)bench["runs"]!;
            var isValue = (bool?)bench["value"] == true;
            var times = await RepeatAsync(runs, () => isValue ? ValueAsync(kernel, cell.Source, cancellationToken) : RunAsync(kernel, cell.Source, cancellationToken)).ConfigureAwait(false);
            // The first tenth warms up.
            yield return new Figure((string)bench["figure"]!, Median(times[(runs / 10)..]), "ms", (double?)bench["atMost"]);
        }
    }

    private static async IAsyncEnumerable<Figure> CompleteWhileAsync(
        KernelProcess kernel, string source, string figure, string other, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var running = Task.Run(async () =>
        {
            await foreach (var _ in kernel.Client.ExecuteAsync(other, null, cancellationToken).ConfigureAwait(false))
            {
                // It ends by an interrupt.
            }
        }, cancellationToken);
        yield return new Figure("first " + figure, await TimeAsync(() => kernel.Client.CompleteAsync(source, source.Length, cancellationToken)).ConfigureAwait(false), "ms", 600);
        yield return new Figure(figure + ", warm", await CompletionAsync(kernel, source, cancellationToken).ConfigureAwait(false), "ms", 100);
        await kernel.InterruptAsync(cancellationToken).ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private static async Task<double> CompletionAsync(KernelProcess kernel, string code, CancellationToken cancellationToken) =>
        Median(await RepeatAsync(20, () => TimeAsync(() => kernel.Client.CompleteAsync(code, code.Length, cancellationToken))).ConfigureAwait(false));

    private static Task<System.Text.Json.JsonElement> InspectAsync(KernelProcess kernel, CancellationToken cancellationToken) =>
        kernel.Client.RequestAsync("inspect_request", """{"code":"string.Join(","cursor_pos":12,"detail_level":0}""", cancellationToken);

    private async Task<double> FirstResultAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var kernel = await StartAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync(kernel, "1 + 1", cancellationToken).ConfigureAwait(false);
        return clock.Elapsed.TotalMilliseconds;
    }

    private Task<KernelProcess> StartAsync(CancellationToken cancellationToken) => KernelProcess.StartAsync(
        Headless.RunOptions.OwnKernel, notebooks, Environment, cancellationToken);

    private static async Task<double> RunAsync(KernelProcess kernel, string code, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await foreach (var message in kernel.Client.ExecuteAsync(code, null, cancellationToken).ConfigureAwait(false))
        {
            if (message is ErrorOutput error) throw new InvalidOperationException($"a benchmark's cell failed: {error.Name}: {error.Value}\n{code}");
        }

        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task<double> ValueAsync(KernelProcess kernel, string code, CancellationToken cancellationToken)
    {
        var value = double.NaN;
        await foreach (var message in kernel.Client.ExecuteAsync(code, null, cancellationToken).ConfigureAwait(false))
        {
            if (message is ExecuteResult result) value = double.Parse(result.Data.GetProperty(MimeType.Text).GetString()!, CultureInfo.InvariantCulture);
        }

        return value;
    }

    private async Task<double> RunCourseAsync(int jobs, CancellationToken cancellationToken)
    {
        var output = Directory.CreateTempSubdirectory("storage-course-bench-");
        try
        {
            var clock = Stopwatch.StartNew();
            var start = new ProcessStartInfo(System.Environment.ProcessPath!, ["run", "--no-measure", "--jobs", jobs.ToString(CultureInfo.InvariantCulture), "--out", output.FullName])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            _ = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return clock.Elapsed.TotalMilliseconds;
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static double PeakMemory(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.PeakWorkingSet64 / 1048576.0;
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var clock = Stopwatch.StartNew();
        await action().ConfigureAwait(false);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static List<double> Repeat(int times, Func<double> measure) => [.. Enumerable.Range(0, times).Select(_ => measure())];

    private static async Task<List<double>> RepeatAsync(int times, Func<Task<double>> measure)
    {
        var results = new List<double>();
        for (var i = 0; i < times; i++) results.Add(await measure().ConfigureAwait(false));
        return results;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
