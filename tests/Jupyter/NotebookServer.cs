using System.Diagnostics;
using System.Text.RegularExpressions;
using StorageCourse.Platform;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Jupyter;

/// <summary>Jupyter's web application from Debian, over a copy of one chapter, with the course's published kernel installed for it alone.</summary>
internal sealed partial class NotebookServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly string folder = Directory.CreateTempSubdirectory("storage-course-jupyter-").FullName;
    private Process? process;

    /// <summary>The page of the chapter, with the token that opens it.</summary>
    public string Url { get; private set; } = "";

    public static async Task<NotebookServer> StartAsync(string chapter)
    {
        var server = new NotebookServer();
        try
        {
            await server.RunAsync(chapter);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            // It ends its kernels, and they their servers.
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            using var deadline = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task RunAsync(string chapter)
    {
        var program = Path.Combine(CourseKernel.Root, "engine", "bin", "kernel", "storage-course");
        if (!File.Exists(program)) throw new InvalidOperationException($"expected the published kernel at {program}, but it is not built; run ./course build");
        // What a learner saves stays out of the repository.
        var course = Directory.CreateDirectory(Path.Combine(folder, "course", "notebooks")).FullName;
        File.Copy(Path.Combine(CourseKernel.Root, "notebooks", chapter), Path.Combine(course, chapter));
        Directory.CreateSymbolicLink(Path.Combine(folder, "course", "helpers"), Path.Combine(CourseKernel.Root, "helpers"));
        using (var install = Process.Start(new ProcessStartInfo(program, ["kernel", "install", "--prefix", Path.Combine(folder, "prefix")])
        {
            RedirectStandardOutput = true,
            Environment = { ["COURSE_ROOT"] = Path.Combine(folder, "course") },
        })!)
        {
            await install.WaitForExitAsync();
            install.ExitCode.ShouldBe(0);
        }

        process = Process.Start(new ProcessStartInfo("/usr/bin/python3",
        [
            "-m", "notebook", "--allow-root", "--no-browser", "--ip=127.0.0.1", $"--port={FreePort.Find()}", "--port-retries=50",
            $"--notebook-dir={Path.Combine(folder, "course")}",
        ])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            Environment =
            {
                ["JUPYTER_PATH"] = Path.Combine(folder, "prefix", "share", "jupyter"),
                ["JUPYTER_CONFIG_DIR"] = Path.Combine(folder, "config"),
                ["JUPYTER_DATA_DIR"] = Path.Combine(folder, "data"),
                ["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime"),
            },
        })!;
        var log = new List<string>();
        using var deadline = new CancellationTokenSource(Patience);
        while (await process.StandardError.ReadLineAsync(deadline.Token) is { } line)
        {
            log.Add(line);
            // "http://127.0.0.1:8888/?token=…", where the token is the server's own.
            if (Address().Match(line) is not { Success: true } address) continue;
            Url = $"{address.Groups[1].Value}/notebooks/notebooks/{chapter}{address.Groups[2].Value}";
            _ = process.StandardError.ReadToEndAsync();
            return;
        }

        throw new InvalidOperationException("the notebook server ended: " + string.Join('\n', log));
    }

    [GeneratedRegex(@"(http://127\.0\.0\.1:\d+)/(\?token=[0-9a-f]+)")]
    private static partial Regex Address();
}
