using StorageCourse.Engine.Jupyter.Server;
using StorageCourse.Engine.Session;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Cli;

/// <summary>What <c>kernel --connection-file FILE</c> does: one session behind one protocol server, until the front end ends it.</summary>
internal static class KernelHost
{
    /// <summary>Serves until shutdown, and leaves the process: code that could not be stopped, or a thread that a cell started, must not keep it.</summary>
    public static async Task<int> RunAsync(string connectionFile)
    {
        ConsoleCapture.Install();
        ConsoleInput.Install();
        ProcessGuard.MarkThisProcess();
        var exitCode = await KernelProgram.RunAsync(connectionFile, CreateSession).ConfigureAwait(false);
        Environment.Exit(exitCode);
        return exitCode;
    }

    private static NotebookSession CreateSession()
    {
        var session = new NotebookSession();
        // The compiler warms up while the front end shakes hands.
        _ = Task.Run(session.WarmUpAsync);
        return session;
    }
}
