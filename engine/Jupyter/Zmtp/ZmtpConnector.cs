using System.Net.Sockets;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>The connecting side: DEALER, SUB and REQ.</summary>
internal static class ZmtpConnector
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Connects, again and again until somebody listens and answers there.</summary>
    /// <exception cref="ZmtpException">Somebody listens who is no fitting ZMTP peer.</exception>
    /// <exception cref="OperationCanceledException">Nobody answered before the token was cancelled.</exception>
    public static async Task<ZmtpConnection> ConnectAsync(
        ZmtpEndpoint endpoint, ZmtpSocketType type, ReadOnlyMemory<byte> identity, ZmtpLimits limits, CancellationToken cancellationToken)
    {
        var address = endpoint.ToEndPoint();
        while (true)
        {
            var socket = ZmtpEndpoint.CreateSocket(address);
            try
            {
                await socket.ConnectAsync(address, cancellationToken);

                // Linux connects a socket to itself where the port it happens to get is the one it asks for.
                if (endpoint.Path is null && Equals(socket.LocalEndPoint, socket.RemoteEndPoint)) throw new SocketException((int)SocketError.ConnectionRefused);
                return await ZmtpConnection.HandshakeAsync(socket, type, identity, limits, cancellationToken);
            }
            catch (Exception e) when (e is SocketException or TimeoutException or (IOException and not ZmtpException))
            {
                socket.Dispose();
                await Task.Delay(Pause, cancellationToken);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>Sends a request over a REQ connection and waits for its reply.</summary>
    /// <returns>The reply's frames, or null where the peer has gone.</returns>
    public static async Task<ReadOnlyMemory<byte>[]?> RequestAsync(this ZmtpConnection connection, ReadOnlyMemory<byte>[] request, CancellationToken cancellationToken)
    {
        // RFC 28: an empty frame parts the envelope from the body.
        if (!connection.Send([default, .. request])) return null;
        var reply = await connection.ReceiveAsync(cancellationToken);
        if (reply is null) return null;
        if (reply[0].Length != 0) throw new ZmtpException("expected a reply that begins with an empty frame");
        return reply[1..];
    }
}
