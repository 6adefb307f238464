using System.Diagnostics;
using System.Security.Cryptography;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Jupyter.Client;

namespace StorageCourse.Tests.Jupyter;

/// <summary>A kernel server in this process, in front of a <see cref="TrivialSession"/>, with its connection file.</summary>
internal sealed class RunningKernel : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("storage-course-test-").FullName;
    private readonly KernelServer server;

    public RunningKernel(string transport = "tcp")
    {
        var ports = FreePorts.Find(5);
        Connection = new ConnectionFile(
            transport, transport == "ipc" ? Path.Combine(folder, "k") : "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4],
            RandomNumberGenerator.GetHexString(64));
        File = Path.Combine(folder, "connection.json");
        Connection.Write(File);
        server = new KernelServer(Connection, Session, Log);
        Ended = server.RunAsync();
    }

    public TrivialSession Session { get; } = new();

    public ConnectionFile Connection { get; }

    public string File { get; }

    public StringWriter Log { get; } = new();

    /// <summary>Completes when a front end has asked for the end.</summary>
    public Task<bool> Ended { get; }

    /// <summary>Runs a Python script of this folder with Debian's interpreter, the one that has Jupyter's packages.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> PythonAsync(string script, params string[] arguments) => RunPythonAsync(script, [File, .. arguments]);

    /// <inheritdoc cref="PythonAsync"/>
    public static async Task<string> RunPythonAsync(string script, params string[] arguments)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Jupyter", script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = python.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = python.StandardError.ReadToEndAsync(deadline.Token);
        try
        {
            await python.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            python.Kill();
            throw;
        }

        python.ExitCode.ShouldBe(0, await errors + await output);
        return await output;
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await Ended;
        Directory.Delete(folder, recursive: true);
    }
}
