using System.Runtime.InteropServices;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>A process that is a kernel: from its connection file to its end by request, by SIGTERM, or because its parent has died.</summary>
internal static class KernelProgram
{
    private static readonly TimeSpan SessionTime = TimeSpan.FromSeconds(2);

    /// <summary>Serves until the end. The caller then leaves by <see cref="Environment.Exit"/>: a cell may still hold a thread.</summary>
    /// <param name="connectionFile">As the front end wrote it.</param>
    /// <param name="session">Makes the session; disposed of at the end where it is <see cref="IAsyncDisposable"/>.</param>
    /// <returns>The exit code: 0, or 2 where the connection file can't be used.</returns>
    public static async Task<int> RunAsync(string connectionFile, Func<ISession> session)
    {
        using var parent = new ParentWatch();
        KernelServer server;
        ISession behind;
        try
        {
            var connection = ConnectionFile.Read(connectionFile);
            behind = session();
            server = new KernelServer(connection, behind);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        using var terminated = CancellationTokenSource.CreateLinkedTokenSource(parent.Orphaned);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            server.Interrupt();
        });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            _ = terminated.CancelAsync();
        });
        await server.RunAsync(terminated.Token);
        if (parent.Orphaned.IsCancellationRequested) KernelHome.DeleteOf(connectionFile);
        try
        {
            if (behind is IAsyncDisposable disposable) await disposable.DisposeAsync().AsTask().WaitAsync(SessionTime);
        }
        catch (TimeoutException)
        {
            // Whatever a cell holds on to is let go by the end of the process.
        }

        await server.DisposeAsync();
        return 0;
    }
}
