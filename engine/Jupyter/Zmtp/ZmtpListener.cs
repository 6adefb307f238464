using System.Net;
using System.Net.Sockets;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>Accepts connections at one address, greets each, and hands it over. What is no ZMTP peer is dropped without a word.</summary>
internal sealed class ZmtpListener : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly ZmtpSocketType type;
    private readonly ZmtpLimits limits;
    private readonly Func<ZmtpConnection, CancellationToken, Task> serve;
    private readonly CancellationTokenSource ending = new();
    private readonly HashSet<Task> connections = [];
    private readonly Task accepting;
    private readonly string? path;
    private int handshakes;
    private int disposed;

    /// <summary>Listens from now on.</summary>
    /// <param name="serve">Runs for as long as a connection lives; the listener closes the connection afterwards.</param>
    /// <exception cref="IOException">The address is taken or is not this machine's.</exception>
    /// <exception cref="SocketException">The host's name is not known.</exception>
    public ZmtpListener(ZmtpEndpoint endpoint, ZmtpSocketType type, ZmtpLimits limits, Func<ZmtpConnection, CancellationToken, Task> serve)
    {
        this.type = type;
        this.limits = limits;
        this.serve = serve;
        var address = endpoint.ToEndPoint();
        socket = ZmtpEndpoint.CreateSocket(address);
        try
        {
            socket.Bind(address);
            socket.Listen();
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"expected to listen at {endpoint}: {e.Message}", e);
        }

        path = endpoint.Path;
        Endpoint = socket.LocalEndPoint is IPEndPoint bound ? endpoint with { Port = bound.Port } : endpoint;
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public ZmtpEndpoint Endpoint { get; }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1) return;
        await ending.CancelAsync();
        socket.Dispose();
        await accepting;
        Task[] open;
        lock (connections) open = [.. connections];
        await Task.WhenAll(open);
        if (path is not null) File.Delete(path);
        ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            Socket accepted;
            try
            {
                accepted = await socket.AcceptAsync(ending.Token);
            }
            catch (SocketException) when (!ending.IsCancellationRequested)
            {
                // The peer went before it was accepted, or the process is short of descriptors: the next may fare better.
                await Task.Delay(10, CancellationToken.None);
                continue;
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }

            if (Volatile.Read(ref handshakes) >= ZmtpLimits.Handshakes)
            {
                accepted.Dispose();
                continue;
            }

            var connection = Task.Run(() => ServeAsync(accepted));
            lock (connections) connections.Add(connection);
            _ = connection.ContinueWith(
                ended =>
                {
                    lock (connections) connections.Remove(ended);
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket accepted)
    {
        ZmtpConnection connection;
        Interlocked.Increment(ref handshakes);
        try
        {
            if (path is null)
            {
                accepted.NoDelay = true;
                accepted.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }

            connection = await ZmtpConnection.HandshakeAsync(accepted, type, default, limits, ending.Token);
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            accepted.Dispose();
            return;
        }
        finally
        {
            Interlocked.Decrement(ref handshakes);
        }

        await using (connection)
        {
            try
            {
                await serve(connection, ending.Token);
            }
            catch (Exception e) when (e is ZmtpException or OperationCanceledException)
            {
                // A peer that breaks the protocol loses its connection, and no one else does.
            }
        }
    }
}
