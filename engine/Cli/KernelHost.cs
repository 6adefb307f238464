using System.Runtime.InteropServices;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Session;
using StorageCourse.Host;

namespace StorageCourse.Engine.Cli;

/// <summary>What <c>kernel --connection-file FILE</c> does: one session behind one protocol server, until the front end ends it.</summary>
internal static class KernelHost
{
    /// <summary>The process whose end ends the kernel, too: Jupyter's front ends set it, because one that was killed can't say goodbye.</summary>
    private const string ParentVariable = "JPY_PARENT_PID";

    /// <summary>Serves until shutdown.</summary>
    public static async Task<int> RunAsync(string connectionFile)
    {
        var connection = ConnectionFile.Read(connectionFile);
        var session = new NotebookSession();
        await using var server = new KernelServer(connection, session);
        // The compiler warms up while the front end shakes hands.
        _ = Task.Run(session.WarmUpAsync);
        ConsoleCapture.Install();
        ProcessGuard.MarkThisProcess();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            server.Interrupt();
        });
        using var ending = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            ending.Cancel();
        });
        _ = EndWithParentAsync(ending);
        await server.RunAsync(ending.Token).ConfigureAwait(false);
        // Labs end their servers when the process exits. Code that could not be stopped, or a thread that a cell started, must not keep the process.
        Environment.Exit(0);
        return 0;
    }

    private static async Task EndWithParentAsync(CancellationTokenSource ending)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(ParentVariable), System.Globalization.CultureInfo.InvariantCulture, out var id)) return;
        try
        {
            using var parent = System.Diagnostics.Process.GetProcessById(id);
            await parent.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }

        await ending.CancelAsync().ConfigureAwait(false);
    }
}
