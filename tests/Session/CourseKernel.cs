using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Host;

namespace StorageCourse.Tests.Session;

/// <summary>The course's own kernel, as published, in a process of its own. A class fixture, or started by a test that ends it.</summary>
public sealed class CourseKernel : IAsyncLifetime
{
    private readonly string folder;
    private readonly IReadOnlyDictionary<string, string?>? environment;
    private KernelProcess? process;

    public CourseKernel()
        : this(Path.Combine(Root, "notebooks"), null)
    {
    }

    private CourseKernel(string folder, IReadOnlyDictionary<string, string?>? environment)
    {
        this.folder = folder;
        this.environment = environment;
    }

    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = FindRoot();

    internal KernelProcess Process => process!;

    /// <summary>A deadline against hanging.</summary>
    public static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    /// <summary>Starts a kernel that the caller disposes of.</summary>
    public static async Task<CourseKernel> StartAsync(string? folder = null, params (string Name, string? Value)[] environment)
    {
        var kernel = new CourseKernel(folder ?? Path.Combine(Root, "notebooks"), environment.ToDictionary(variable => variable.Name, variable => variable.Value));
        await kernel.InitializeAsync();
        return kernel;
    }

    public async ValueTask InitializeAsync()
    {
        var program = Path.Combine(Root, "engine", "bin", "kernel", "storage-course");
        if (!File.Exists(program)) throw new InvalidOperationException($"expected the published kernel at {program}, but it is not built; run ./course build");
        var spec = KernelSpec.FromArgv("storage-course", [program, "kernel", "--connection-file", "{connection_file}"]);
        var variables = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>()) { ["COURSE_ROOT"] = Root };
        process = await KernelProcess.StartAsync(spec, folder, variables, Deadline);
    }

    /// <summary>Runs a cell to its end.</summary>
    public async Task<CellRun> RunAsync(string code)
    {
        var run = new CellRun();
        await foreach (var message in Process.Client.ExecuteAsync(code, "cell", Deadline)) run.Add(message);
        return run;
    }

    /// <summary>Runs a cell that must succeed.</summary>
    /// <returns>The text of its result.</returns>
    public async Task<string> ValueAsync(string code)
    {
        var run = await RunAsync(code);
        run.Error.ShouldBeNull($"{run.Error?.Name}: {run.Error?.Value}\n{string.Join('\n', run.Error?.Traceback ?? [])}");
        return run.Result ?? "";
    }

    /// <summary>Runs a cell, interrupts it as soon as it has written "ready", and waits for its end.</summary>
    public async Task<CellRun> InterruptAsync(string code)
    {
        var run = new CellRun();
        await foreach (var message in Process.Client.ExecuteAsync(code, "cell", Deadline))
        {
            run.Add(message);
            if (message is StreamText { Text: var text } && text.Contains("ready", StringComparison.Ordinal)) await Process.InterruptAsync(Deadline);
        }

        return run;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null) await process.DisposeAsync();
    }

    private static string FindRoot()
    {
        var parent = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(parent.FullName, "StorageCourse.slnx"))) parent = parent.Parent!;
        return parent.FullName;
    }
}

/// <summary>What a cell has shown.</summary>
public sealed partial class CellRun
{
    private readonly StringBuilder stdout = new();
    private readonly StringBuilder stderr = new();
    private readonly List<JsonElement> displays = [];

    public string Stdout => stdout.ToString();

    public string Stderr => stderr.ToString();

    /// <summary>The plain text of the result, or null.</summary>
    public string? Result { get; private set; }

    /// <summary>The HTML of the result, or null.</summary>
    public string? ResultHtml { get; private set; }

    /// <summary>The displays as they came, updates among them.</summary>
    public IReadOnlyList<JsonElement> Displays => displays;

    /// <summary>The plain text of all displays.</summary>
    public string Shown => string.Join('\n', displays.Select(display => Form(display, MimeType.Text)));

    public string? ErrorName => Error?.Name;

    /// <summary>The error's lines without their colours.</summary>
    public string Traceback => Colours().Replace(string.Join('\n', Error?.Traceback ?? []), "");

    internal ErrorOutput? Error { get; private set; }

    internal void Add(KernelMessage message)
    {
        switch (message)
        {
            case StreamText { Name: "stdout" } text:
                stdout.Append(text.Text);
                break;
            case StreamText text:
                stderr.Append(text.Text);
                break;
            case DisplayData display:
                displays.Add(display.Data);
                break;
            case UpdateDisplayData update:
                displays.Add(update.Data);
                break;
            case ExecuteResult result:
                Result = Form(result.Data, MimeType.Text);
                ResultHtml = Form(result.Data, MimeType.Html);
                break;
            case ErrorOutput error:
                Error = error;
                break;
        }
    }

    private static string? Form(JsonElement data, string type) => data.TryGetProperty(type, out var form) ? form.GetString() : null;

    [GeneratedRegex(@"\e\[[0-9;]*m", RegexOptions.None, 1000)]
    private static partial Regex Colours();
}
