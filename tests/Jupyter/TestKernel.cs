using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Jupyter.Client;

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
        await using var server = new KernelServer(ConnectionFile.Read(connectionFile), new TrivialSession());
        await server.RunAsync();
        return 0;
    }
}
