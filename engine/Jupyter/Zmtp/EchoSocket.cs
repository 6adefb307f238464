namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>REP (RFC 28) that answers each request with itself: the heartbeat of a kernel.</summary>
internal sealed class EchoSocket : IAsyncDisposable
{
    private readonly ZmtpListener listener;

    public EchoSocket(ZmtpEndpoint endpoint, ZmtpLimits limits) => listener = new ZmtpListener(endpoint, ZmtpSocketType.Rep, limits, EchoAsync);

    /// <summary>Where it listens.</summary>
    public ZmtpEndpoint Endpoint => listener.Endpoint;

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private static async Task EchoAsync(ZmtpConnection connection, CancellationToken cancellationToken)
    {
        // The envelope comes first and goes back first, so the whole message does.
        while (await connection.ReceiveAsync(cancellationToken) is { } frames) connection.Send(frames);
    }
}
