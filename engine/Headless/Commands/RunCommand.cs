using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using StorageCourse.Engine.Headless.Reporting;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Engine.Headless.Commands;

/// <summary><c>course run</c>: executes notebooks on real servers and reports.</summary>
internal static class RunCommand
{
    /// <summary>Something failed: a cell, a claim, an exercise, a required store.</summary>
    internal const int Failed = 1;

    /// <summary>The command was called wrongly, or its results could not be written.</summary>
    internal const int Unusable = 2;

    /// <summary>Ended by Ctrl-C or SIGTERM.</summary>
    internal const int Stopped = 130;

    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var chapters = new Argument<string[]>("chapters") { Description = "Chapters by number (06) or .ipynb files; all where none is named.", Arity = ArgumentArity.ZeroOrMore };
        var jobs = new Option<int>("--jobs", "-j") { Description = "Notebooks at once.", DefaultValueFactory = _ => 1 };
        var timeout = Seconds("--timeout", "Seconds that a notebook may take.", 600);
        var cellTimeout = Seconds("--cell-timeout", "Seconds that a cell may take; then it is interrupted, and then killed.", 120);
        var solved = new Option<bool>("--solved") { Description = "Put the answers on file in place of the stubs: wrong ones must fail, alternatives and solutions must pass." };
        var noMeasure = new Option<bool>("--no-measure") { Description = "Run experiments for their output only; claims on times are not judged." };
        var require = new Option<string[]>("--require") { Description = "Stores, by their names with commas between, whose skip is a failure." };
        var kernel = Kernel("An installed Jupyter kernel: the chapters run on the course's own and then on it, and are compared.");
        var alone = new Option<bool>("--alone") { Description = "With --kernel: run on that kernel only, without the course's own beside it." };
        var output = new Option<string?>("--out") { Description = "Folder for executed notebooks and reports; out/ in the course's folder where not given." };
        var noInstall = NoInstall();
        jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--jobs: expected a number of at least 1");
        });
        var command = new Command("run", "Execute notebooks on real servers, and report.") { chapters, jobs, timeout, cellTimeout, solved, noMeasure, require, kernel, alone, output, noInstall };
        command.SetAction((parsed, cancellationToken) => Guard(async () =>
        {
            var course = Course.Require();
            var notebooks = course.Resolve(parsed.GetValue(chapters) ?? []);
            var options = new RunOptions
            {
                Jobs = parsed.GetValue(jobs),
                NotebookTimeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                CellTimeout = TimeSpan.FromSeconds(parsed.GetValue(cellTimeout)),
                Solved = parsed.GetValue(solved),
                Measure = !parsed.GetValue(noMeasure),
                Require = [.. (parsed.GetValue(require) ?? []).SelectMany(stores => stores.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
                OutputFolder = Path.GetFullPath(parsed.GetValue(output) ?? Path.Combine(course.Root, "out")),
            };
            if (parsed.GetValue(kernel) is not { } name) return await RunAsync(course, notebooks, options, cancellationToken);
            options = options with { Kernel = FindKernel(name) };
            return parsed.GetValue(alone) ? await RunAsync(course, notebooks, options, cancellationToken) : await CompareAsync(course, notebooks, options, cancellationToken);
        }));
        return command;
    }

    /// <summary>Which kernel runs the cells.</summary>
    internal static Option<string?> Kernel(string description) => new("--kernel") { Description = description };

    /// <summary>Heeded by the script that starts the engine, before it does.</summary>
    internal static Option<bool> NoInstall() => new("--no-install") { Description = "Install no missing servers; the cells that need them are skipped." };

    /// <summary>Runs, writes what is to be written, says how it went.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(Course course, IReadOnlyList<NotebookFile> notebooks, RunOptions options, CancellationToken stop) =>
        (await RunAndWriteAsync(course, notebooks, options, beside: null, stop)).ExitCode;

    /// <summary>Runs on the course's own kernel and then on that of the options; says which cells pass on both, and their times.</summary>
    /// <returns>The exit code.</returns>
    private static async Task<int> CompareAsync(Course course, IReadOnlyList<NotebookFile> notebooks, RunOptions options, CancellationToken stop)
    {
        var own = RunOptions.OwnKernel;
        Console.WriteLine($"on {own.Name}, the course's own kernel:");
        var (ourCode, ours) = await RunAndWriteAsync(course, notebooks, options with { Kernel = own, OutputFolder = Path.Combine(options.OutputFolder, own.Name) }, beside: null, stop);
        if (ourCode == Stopped) return Stopped;
        Console.WriteLine($"on {options.Kernel.Name}:");
        var (theirCode, theirs) = await RunAndWriteAsync(course, notebooks, options, ours, stop);
        if (KernelComparison.Of(theirs) is { } comparison && theirCode != Stopped)
        {
            foreach (var line in ComparisonText.Lines(comparison)) Console.WriteLine(line);
        }

        return Math.Max(ourCode, theirCode);
    }

    private static async Task<(int ExitCode, RunReport Report)> RunAndWriteAsync(
        Course course, IReadOnlyList<NotebookFile> notebooks, RunOptions options, RunReport? beside, CancellationToken stop)
    {
        var files = new RunFiles(options.OutputFolder, course, await LinksAsync(notebooks));
        var report = await RunAsync(course, notebooks, options, files.WriteAsync, stop) with { Beside = beside };
        await files.WriteAsync(report);
        var verdict = RunTotals.Of(report);
        Console.WriteLine($"{(report.IsSuccess ? "✓" : "✗")} {verdict.Verdict}: {verdict.Line}, {Words.Of(report.Elapsed)}");
        if (files.Faults.Count == 0) Console.WriteLine($"  {Path.Combine(options.OutputFolder, "report.html")}");
        foreach (var fault in files.Faults) await Console.Error.WriteLineAsync($"course: could not write {fault}");
        var unwanted = report.WasStopped ? [] : options.Require.Except(report.Notebooks.SelectMany(notebook => notebook.Stores), StringComparer.Ordinal);
        foreach (var store in unwanted)
            await Console.Error.WriteLineAsync($"course: no cell that was run asked for the store {store}, so --require {store} has required nothing");
        return (report.WasStopped ? Stopped : !report.IsSuccess ? Failed : files.Faults.Count > 0 ? Unusable : 0, report);
    }

    /// <summary>Runs with progress on the terminal, if there is one.</summary>
    internal static async Task<RunReport> RunAsync(
        Course course, IReadOnlyList<NotebookFile> notebooks, RunOptions options, Func<NotebookReport, NotebookDocument, Task> ended, CancellationToken stop)
    {
        if (Console.IsOutputRedirected || Environment.GetEnvironmentVariable("CI") is { Length: > 0 } || !AnsiConsole.Profile.Capabilities.Interactive)
            return await new CourseRun(course, options, new PlainProgress(Console.Out)).RunAsync(notebooks, ended, stop);
        var live = new LiveProgress(AnsiConsole.Console);
        return await live.WatchAsync(() => new CourseRun(course, options, live).RunAsync(notebooks, ended, stop));
    }

    /// <summary>Turns what the user can mend into a message and exit code 2.</summary>
    internal static async Task<int> Guard(Func<Task<int>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception error) when (error is UsageException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"course: {error.Message}");
            return Unusable;
        }
    }

    /// <summary>An installed kernel by its name.</summary>
    /// <exception cref="UsageException">There is none of that name; the message lists those that are.</exception>
    internal static KernelSpec FindKernel(string name)
    {
        try
        {
            return KernelSpec.Find(name);
        }
        catch (Exception error) when (error is InvalidOperationException or InvalidDataException)
        {
            throw new UsageException(error.Message);
        }
    }

    private static async Task<IReadOnlyList<NotebookLink>> LinksAsync(IReadOnlyList<NotebookFile> notebooks)
    {
        var twins = notebooks.GroupBy(notebook => notebook.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1);
        if (twins is not null) throw new UsageException($"expected notebooks of different names, for their executed copies go to one folder; got {string.Join(" and ", twins.Select(twin => twin.Path))}");
        var links = new List<NotebookLink>();
        foreach (var notebook in notebooks)
        {
            string? title = null;
            try
            {
                title = (await NotebookDocument.ReadAsync(notebook.Path)).Title;
            }
            catch (Exception error) when (error is NotebookFormatException or IOException or UnauthorizedAccessException)
            {
                // The run reports it.
            }

            links.Add(new NotebookLink(notebook.Name, title ?? notebook.Name));
        }

        return links;
    }

    private static Option<double> Seconds(string name, string description, double standard)
    {
        var option = new Option<double>(name)
        {
            Description = description,
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                if (double.TryParse(result.Tokens.SingleOrDefault()?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e6) return seconds;
                result.AddError($"{name}: expected seconds, a number above 0 with a decimal point");
                return standard;
            },
        };
        return option;
    }
}
