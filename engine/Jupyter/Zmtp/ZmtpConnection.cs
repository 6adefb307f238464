using System.Net.Sockets;
using System.Threading.Channels;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>
/// One connection after its handshake. Messages are arrays of frames. Sending puts a message into a queue that is bounded in bytes and
/// emptied by a task of its own, so a peer that does not read holds up a sender for <see cref="ZmtpLimits.Patience"/> and is then dropped.
/// </summary>
internal sealed class ZmtpConnection : IAsyncDisposable
{
    // Empty frames take room in a queue, too.
    private const long FrameCost = 64;

    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly ZmtpReader reader;
    private readonly ZmtpWriter writer;
    private readonly ZmtpLimits limits;
    private readonly Channel<Outgoing> queue = Channel.CreateUnbounded<Outgoing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock closing = new();
    private readonly object room = new();
    private readonly int minor;
    private readonly Task writing;
    private long queued;
    private bool closed;

    private ZmtpConnection(Socket socket, NetworkStream stream, ZmtpReader reader, ZmtpWriter writer, ZmtpLimits limits, int minor, byte[] peerIdentity)
    {
        this.socket = socket;
        this.stream = stream;
        this.reader = reader;
        this.writer = writer;
        this.limits = limits;
        this.minor = minor;
        PeerIdentity = peerIdentity;
        writing = WriteAsync();
    }

    /// <summary>The identity that the peer gave in its handshake; empty where it gave none.</summary>
    public ReadOnlyMemory<byte> PeerIdentity { get; }

    /// <summary>Greets the peer on a connected socket and owns the socket from then on.</summary>
    /// <exception cref="ZmtpException">The peer is no ZMTP 3 peer of a fitting socket type.</exception>
    /// <exception cref="TimeoutException">The peer took longer than <see cref="ZmtpLimits.Handshake"/>.</exception>
    public static async Task<ZmtpConnection> HandshakeAsync(
        Socket socket, ZmtpSocketType own, ReadOnlyMemory<byte> identity, ZmtpLimits limits, CancellationToken cancellationToken)
    {
        var connected = new NetworkStream(socket, ownsSocket: true);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limits.Handshake);
        try
        {
            var input = new ZmtpReader(connected);
            var output = new ZmtpWriter(connected);
            var (minor, peerIdentity) = await ZmtpHandshake.RunAsync(input, output, own, identity, deadline.Token);
            return new ZmtpConnection(socket, connected, input, output, limits, minor, peerIdentity);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            await connected.DisposeAsync();
            throw new TimeoutException($"expected a ZMTP handshake within {limits.Handshake.TotalSeconds} s", e);
        }
        catch
        {
            await connected.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Receives the next message, or null where the connection has ended. Commands are dealt with here; a SUBSCRIBE or CANCEL command
    /// comes out as the message that it was in ZMTP 3.0: one frame that begins with 1 or 0.
    /// </summary>
    /// <exception cref="ZmtpException">The peer broke the protocol or a limit.</exception>
    public async ValueTask<ReadOnlyMemory<byte>[]?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        var frames = new List<ReadOnlyMemory<byte>>(8);
        var left = limits.MessageBytes;
        while (true)
        {
            ZmtpFrame frame;
            try
            {
                if (await reader.ReadFrameAsync(left, cancellationToken) is not { } next) return null;
                frame = next;
            }
            catch (Exception e) when (e is ObjectDisposedException || (e is IOException and not ZmtpException))
            {
                return null;
            }

            if (frame.IsCommand)
            {
                if (Obey(ZmtpCommand.Parse(frame.Body)) is { } subscription) return [subscription];
                continue;
            }

            frames.Add(frame.Body);
            left -= frame.Body.Length;
            if (!frame.More) return [.. frames];
            if (frames.Count == ZmtpLimits.Frames) throw new ZmtpException($"expected at most {ZmtpLimits.Frames} frames in a message");
        }
    }

    /// <summary>Queues a message. Blocks while the queue is full, at most for <see cref="ZmtpLimits.Patience"/>, and then drops the peer.</summary>
    /// <returns>False where the peer is gone.</returns>
    public bool Send(params ReadOnlyMemory<byte>[] frames)
    {
        var bytes = frames.Sum(frame => frame.Length + FrameCost);
        if (!WaitForRoom(bytes))
        {
            Abort();
            return false;
        }

        return queue.Writer.TryWrite(new Outgoing(frames, bytes, IsCommand: false));
    }

    /// <summary>Asks the publisher at the other end for all messages whose first frame begins with <paramref name="topic"/>.</summary>
    public void Subscribe(ReadOnlySpan<byte> topic)
    {
        // RFC 37 made a command of it; to a 3.0 peer it is a message (RFC 23).
        if (minor == 0) Send(new byte[] { 1 }.Concat(topic.ToArray()).ToArray());
        else SendCommand(ZmtpCommand.Encode("SUBSCRIBE", topic));
    }

    /// <summary>Closes at once; what is queued is lost.</summary>
    public void Abort()
    {
        lock (closing)
        {
            if (closed) return;
            closed = true;
        }

        queue.Writer.TryComplete();
        stream.Dispose();
        lock (room) Monitor.PulseAll(room);
    }

    /// <summary>Closes after what is queued has gone out, or after <paramref name="linger"/>.</summary>
    public async Task CloseAsync(TimeSpan linger)
    {
        queue.Writer.TryComplete();
        await Task.WhenAny(writing, Task.Delay(linger));
        if (writing.IsCompletedSuccessfully) Shutdown();
        Abort();
        await writing;
    }

    public async ValueTask DisposeAsync() => await CloseAsync(TimeSpan.FromSeconds(1));

    private void Shutdown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private bool WaitForRoom(long bytes)
    {
        lock (room)
        {
            var deadline = Environment.TickCount64 + (long)limits.Patience.TotalMilliseconds;
            while (queued > 0 && queued + bytes > limits.QueueBytes && !closed)
            {
                var left = deadline - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(room, (int)left)) return false;
            }

            queued += bytes;
            return !closed;
        }
    }

    private ReadOnlyMemory<byte>? Obey(ZmtpCommand command)
    {
        switch (command.Name)
        {
            case "PING" when command.Data.Length >= 2:
                // A time-to-live of two bytes, then the context that PONG returns (RFC 37, 2.4.1).
                SendCommand(ZmtpCommand.Encode("PONG", command.Data.Span[2..]));
                return null;
            case "SUBSCRIBE":
                return new byte[] { 1 }.Concat(command.Data.ToArray()).ToArray();
            case "CANCEL":
                return new byte[] { 0 }.Concat(command.Data.ToArray()).ToArray();
            case "ERROR":
                throw new ZmtpException("the peer reported an error");
            default:
                return null;
        }
    }

    private void SendCommand(byte[] body)
    {
        // Commands are answers to the peer's own; one that asks and never reads gets none.
        lock (room)
        {
            if (queued + body.Length > limits.QueueBytes) return;
            queued += body.Length;
        }

        queue.Writer.TryWrite(new Outgoing([body], body.Length, IsCommand: true));
    }

    private async Task WriteAsync()
    {
        try
        {
            while (await queue.Reader.WaitToReadAsync())
            {
                while (queue.Reader.TryRead(out var next))
                {
                    if (next.IsCommand) await writer.WriteFrameAsync(next.Frames[0], ZmtpFrame.CommandFlag, default);
                    else await writer.WriteMessageAsync(next.Frames, default);
                    lock (room)
                    {
                        queued -= next.Bytes;
                        Monitor.PulseAll(room);
                    }
                }

                await writer.FlushAsync(default);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Abort();
        }
    }

    private readonly record struct Outgoing(ReadOnlyMemory<byte>[] Frames, long Bytes, bool IsCommand);
}
