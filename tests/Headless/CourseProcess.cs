using System.Diagnostics;
using System.Globalization;

namespace StorageCourse.Tests.Headless;

/// <summary>The course's own program, as <c>./course</c> calls it.</summary>
internal sealed class CourseProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> output, errors;

    private CourseProcess(Process process)
    {
        this.process = process;
        output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Where it is.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "storage-course.exe" : "storage-course");

    /// <summary>Starts a command in the course's folder, with the scripted kernel installed.</summary>
    /// <param name="course">Where.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="args">The command.</param>
    public static CourseProcess Start(CourseFolder course, IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        course.Write("jupyter/kernels/scripted/kernel.json", ScriptedKernel.Json);
        var start = new ProcessStartInfo(Program, args)
        {
            WorkingDirectory = course.Course.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JUPYTER_PATH"] = course.Path("jupyter");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new CourseProcess(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(CourseFolder course, params string[] args) =>
        RunAsync(course, new Dictionary<string, string?>(), args);

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        CourseFolder course, IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        await using var started = Start(course, environment, args);
        return await started.EndAsync();
    }

    /// <summary>Sends a signal to the process.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await errors);
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.Dispose();
        return ValueTask.CompletedTask;
    }
}
