using System.Diagnostics;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Jupyter.Server;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Jupyter;

/// <summary>A kernel in a process of its own, in front of a <see cref="TrivialSession"/>: <c>Tests test-kernel CONNECTION_FILE</c>.</summary>
internal static class TestKernel
{
    private static readonly string[] Argv = [Environment.ProcessPath!, "test-kernel", "{connection_file}"];

    /// <summary>How to start it.</summary>
    public static KernelSpec Spec { get; } = KernelSpec.FromArgv("test", Argv);

    /// <summary>The program's entry.</summary>
    public static async Task<int> RunAsync(string connectionFile)
    {
        var code = await KernelProgram.RunAsync(connectionFile, () => new TrivialSession());
        Environment.Exit(code);
        return code;
    }

    /// <summary>Starts a process that is given a connection file in a private folder, prints its number and that folder, and waits to be killed.</summary>
    public static async Task<int> StartAsync()
    {
        var home = KernelHome.Create();
        var file = Path.Combine(home, "connection.json");
        var ports = FreePort.Find(5);
        new ConnectionFile("tcp", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], "key").Write(file);
        using var kernel = Process.Start(KernelLaunch.StartInfo(Spec, file, FreePort.Find(), "/", null))!;
        await using var client = await KernelClient.ConnectAsync(ConnectionFile.Read(file), CancellationToken.None);
        await client.WaitUntilReadyAsync(CancellationToken.None);
        Console.Out.WriteLine(kernel.Id);
        Console.Out.WriteLine(home);
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}
