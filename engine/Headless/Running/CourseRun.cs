using System.Threading.Channels;
using StorageCourse.Engine.Headless.Answers;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>Runs notebooks, each in a kernel of its own, several at once; the next kernel is started while the ones before it work.</summary>
internal sealed class CourseRun(Course course, RunOptions options, IRunProgress progress)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    /// <summary>Runs all notebooks.</summary>
    /// <param name="notebooks">In the order of the report.</param>
    /// <param name="ended">Called with each notebook that was run, and with it as it was executed.</param>
    /// <param name="stop">Ends the kernels; what was not run is reported so.</param>
    public async Task<RunReport> RunAsync(
        IReadOnlyList<NotebookFile> notebooks, Func<NotebookReport, NotebookDocument, Task> ended, CancellationToken stop)
    {
        var started = DateTimeOffset.Now;
        var clock = TimeProvider.System.GetTimestamp();
        var reports = new NotebookReport[notebooks.Count];
        using var kernels = new SemaphoreSlim(options.Jobs + 1);
        var jobs = Channel.CreateUnbounded<Job>();
        var workers = Enumerable.Range(0, options.Jobs).Select(async _ =>
        {
            await foreach (var job in jobs.Reader.ReadAllAsync(CancellationToken.None))
            {
                reports[job.Index] = await RunAsync(job, ended, stop);
                progress.Ended(job.File, reports[job.Index]);
                kernels.Release();
            }
        }).ToList();

        for (var index = 0; index < notebooks.Count; index++)
        {
            await kernels.WaitAsync(CancellationToken.None);
            jobs.Writer.TryWrite(await PrepareAsync(index, notebooks[index], stop));
        }

        jobs.Writer.Complete();
        await Task.WhenAll(workers);
        var mode = options.Solved ? "solved" : options.Grading ? "grading" : "stubs";
        var machine = $"{System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {Words.Count(Environment.ProcessorCount, "core")}";
        return new RunReport(
            started, TimeProvider.System.GetElapsedTime(clock), options.Kernel.Name, mode, options.Measure, options.Jobs, machine, stop.IsCancellationRequested, reports);
    }

    // What goes wrong with one notebook, the runner's own faults included, is that notebook's failure; the others go on.
    private async Task<NotebookReport> RunAsync(Job job, Func<NotebookReport, NotebookDocument, Task> ended, CancellationToken stop)
    {
        try
        {
            if (job.Ready is not { } ready) return Lost(job.File, "the notebook can't be read", job.Fault);
            var (report, executed) = await RunAsync(ready.Runner, ready.Kernel, stop);
            await ended(report, executed);
            return report;
        }
        catch (Exception error)
        {
            return Lost(job.File, "the runner failed", error.ToString());
        }
    }

    private async Task<(NotebookReport Report, NotebookDocument Executed)> RunAsync(NotebookRunner runner, Task<StartedKernel> starting, CancellationToken stop)
    {
        var kernelStart = TimeSpan.Zero;
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            var (kernel, took) = await starting;
            kernelStart = took;
            await using (kernel)
            {
                began = TimeProvider.System.GetTimestamp();
                if (!await runner.RunAsync(kernel, stop)) kernel.Kill();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The report says what was not run.
        }
        catch (Exception error) when (error is KernelDiedException or OperationCanceledException)
        {
            runner.Fail(new Problem("kernel", null, "the kernel did not start", error is KernelDiedException ? error.Message : $"expected it to answer within {Words.Of(StartTime)}"));
        }

        return (runner.Report(course, TimeProvider.System.GetElapsedTime(began), kernelStart, stop.IsCancellationRequested), runner.Executed());
    }

    private async Task<Job> PrepareAsync(int index, NotebookFile file, CancellationToken stop)
    {
        try
        {
            var notebook = await NotebookDocument.ReadAsync(file.Path, CancellationToken.None);
            var runner = new NotebookRunner(file, notebook, options, options.Solved ? AnswersOf(file) : [], progress);
            return new Job(index, file, (runner, StartAsync(file, stop)), "");
        }
        catch (Exception error) when (error is NotebookFormatException or IOException or UnauthorizedAccessException or UsageException)
        {
            return new Job(index, file, null, error.Message);
        }
    }

    private NotebookReport Lost(NotebookFile file, string title, string detail) => new(
        file.Name, file.Name, Path.GetRelativePath(course.Root, file.Path).Replace('\\', '/'), RunStatus.Failed, default, default, [], [],
        [new Problem("notebook", null, title, detail)]);

    private List<Answer> AnswersOf(NotebookFile file) =>
    [
        .. course.TrialsOf(file) is { } trials ? AnswerFile.Read(trials, areTrials: true) : [],
        .. course.SolutionsOf(file) is { } solutions ? AnswerFile.Read(solutions, areTrials: false) : [],
    ];

    private async Task<StartedKernel> StartAsync(NotebookFile notebook, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(StartTime);
        var began = TimeProvider.System.GetTimestamp();
        var kernel = await KernelProcess.StartAsync(options.Kernel, notebook.Folder, options.EnvironmentFor(course), limit.Token);
        return new StartedKernel(kernel, TimeProvider.System.GetElapsedTime(began));
    }

    // Ready is null for a notebook that can't be read; the fault says why.
    private sealed record Job(int Index, NotebookFile File, (NotebookRunner Runner, Task<StartedKernel> Kernel)? Ready, string Fault);

    private sealed record StartedKernel(KernelProcess Kernel, TimeSpan Took);
}
