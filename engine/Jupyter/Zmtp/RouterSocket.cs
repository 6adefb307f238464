using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>A message and the identity of the peer that sent it.</summary>
internal sealed record RoutedMessage(ReadOnlyMemory<byte> Identity, ReadOnlyMemory<byte>[] Frames);

/// <summary>
/// ROUTER (RFC 28): receives from all peers fairly, sends to one by its identity. Of two peers with one identity the newer is meant: a front end
/// that lost its connection comes back under its old name before the loss of the old one is noticed.
/// </summary>
internal sealed class RouterSocket : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ZmtpConnection> peers = new(StringComparer.Ordinal);
    private readonly Channel<RoutedMessage> incoming = Channel.CreateBounded<RoutedMessage>(1000);
    private readonly ZmtpListener listener;
    private int anonymous;

    public RouterSocket(ZmtpEndpoint endpoint, ZmtpLimits limits) => listener = new ZmtpListener(endpoint, ZmtpSocketType.Router, limits, ServeAsync);

    /// <summary>Where it listens.</summary>
    public ZmtpEndpoint Endpoint => listener.Endpoint;

    /// <summary>What the peers sent. While a thousand messages wait here, no more are read.</summary>
    public ChannelReader<RoutedMessage> Incoming => incoming.Reader;

    /// <summary>Sends to one peer.</summary>
    /// <returns>False where no such peer is connected.</returns>
    public bool Send(ReadOnlyMemory<byte> identity, params ReadOnlyMemory<byte>[] frames) =>
        peers.TryGetValue(Key(identity), out var peer) && peer.Send(frames);

    public async ValueTask DisposeAsync()
    {
        incoming.Writer.TryComplete();
        await listener.DisposeAsync();
    }

    private async Task ServeAsync(ZmtpConnection connection, CancellationToken cancellationToken)
    {
        // An identity that begins with zero is one that the socket gave itself.
        var identity = connection.PeerIdentity.Length > 0
            ? connection.PeerIdentity
            : (byte[])[0, .. BitConverter.GetBytes(Interlocked.Increment(ref anonymous))];
        var key = Key(identity);
        peers[key] = connection;
        try
        {
            while (await connection.ReceiveAsync(cancellationToken) is { } frames)
            {
                try
                {
                    await incoming.Writer.WriteAsync(new RoutedMessage(identity, frames), cancellationToken);
                }
                catch (ChannelClosedException)
                {
                    return;
                }
            }
        }
        finally
        {
            peers.TryRemove(new KeyValuePair<string, ZmtpConnection>(key, connection));
        }
    }

    private static string Key(ReadOnlyMemory<byte> identity) => Encoding.Latin1.GetString(identity.Span);
}
