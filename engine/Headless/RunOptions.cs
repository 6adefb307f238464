using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Headless;

/// <summary>How a run is to go.</summary>
internal sealed record RunOptions
{
    /// <summary>Notebooks at once, at least 1.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>How long a notebook may take.</summary>
    public TimeSpan NotebookTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a cell may take before it is interrupted, and then killed.</summary>
    public TimeSpan CellTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an interrupted cell may take to end before its kernel is killed.</summary>
    public TimeSpan InterruptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Answers from the files in place of stubs: wrong ones first, then alternatives, then the solution.</summary>
    public bool Solved { get; init; }

    /// <summary>A learner's notebook is graded: every grade is fine, and a broken answer does not stop the rest.</summary>
    public bool Grading { get; init; }

    /// <summary>False for <c>--no-measure</c>.</summary>
    public bool Measure { get; init; } = true;

    /// <summary>Stores whose skip is a failure.</summary>
    public IReadOnlyList<string> Require { get; init; } = [];

    /// <summary>The kernel to drive.</summary>
    public KernelSpec Kernel { get; init; } = OwnKernel;

    /// <summary>Where executed notebooks and reports go; absolute.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The kernel that is this very program.</summary>
    public static KernelSpec OwnKernel
    {
        get
        {
            string[] kernel = ["kernel", "--connection-file", "{connection_file}"];
            var program = Environment.ProcessPath!;
            var isHost = Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
            return KernelSpec.FromArgv("storage-course", isHost ? [program, Environment.GetCommandLineArgs()[0], .. kernel] : [program, .. kernel]);
        }
    }

    /// <summary>By which the notebooks' processes know how the run is to go.</summary>
    public IReadOnlyDictionary<string, string?> EnvironmentFor(Course course) => new Dictionary<string, string?>
    {
        [CourseEnvironment.Headless] = "1",
        [CourseEnvironment.Root] = course.Root,
        [CourseEnvironment.Measure] = Measure ? "1" : "0",
        [CourseEnvironment.Solved] = Solved ? "1" : "0",
        [CourseEnvironment.Progress] = Grading ? "1" : "0",
        // Without a watcher, nothing that kernels share would be ended.
        [CourseEnvironment.Run] = OperatingSystem.IsWindows() ? null : ProcessGuard.SessionFolder,
    };
}
