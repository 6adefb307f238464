using System.Security.Cryptography;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Jupyter.Server;
using StorageCourse.Engine.Jupyter.Zmtp;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Jupyter;

/// <summary>A kernel server in this process, in front of a <see cref="TrivialSession"/>, with its connection file.</summary>
internal sealed class RunningKernel : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("storage-course-test-").FullName;
    private readonly KernelServer server;

    public RunningKernel(string transport = "tcp", string? key = null, ZmtpLimits? limits = null)
    {
        var ports = FreePort.Find(5);
        Connection = new ConnectionFile(
            transport, transport == "ipc" ? Path.Combine(folder, "k") : "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4],
            key ?? RandomNumberGenerator.GetHexString(64));
        File = Path.Combine(folder, "connection.json");
        Connection.Write(File);
        server = new KernelServer(Connection, Session, Log, limits);
        Ended = server.RunAsync();
    }

    public TrivialSession Session { get; } = new();

    public ConnectionFile Connection { get; }

    public string File { get; }

    public StringWriter Log { get; } = new();

    /// <summary>Completes when a front end has asked for the end.</summary>
    public Task<bool> Ended { get; }

    /// <summary>Runs a Python script of this folder, with the connection file as its first argument.</summary>
    public Task<string> PythonAsync(string script, params string[] arguments) => Python.RunAsync(script, [File, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await Ended;
        Directory.Delete(folder, recursive: true);
    }
}
