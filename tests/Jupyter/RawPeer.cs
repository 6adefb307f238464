using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using StorageCourse.Engine.Jupyter.Zmtp;

namespace StorageCourse.Tests.Jupyter;

/// <summary>A ZMTP peer written byte by byte, so that it can misbehave.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly TcpClient tcp = new();

    private RawPeer()
    {
    }

    private NetworkStream Stream => tcp.GetStream();

    /// <summary>Connects and says nothing.</summary>
    public static async Task<RawPeer> ConnectAsync(ZmtpEndpoint endpoint)
    {
        var peer = new RawPeer();
        await peer.tcp.ConnectAsync(endpoint.Host, endpoint.Port);
        return peer;
    }

    /// <summary>Connects and greets.</summary>
    public static async Task<RawPeer> GreetAsync(ZmtpEndpoint endpoint, string socketType, byte minor = 1)
    {
        var peer = await ConnectAsync(endpoint);
        var greeting = new byte[64];
        (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xff, 0x7f, 3, minor);
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        await peer.Stream.WriteAsync(greeting);
        await peer.Stream.WriteAsync(Frame(4, [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)socketType.Length, .. Encoding.ASCII.GetBytes(socketType)]));
        var answer = new byte[64];
        await peer.Stream.ReadExactlyAsync(answer);
        answer[..10].ShouldBe([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f]);
        answer[10..12].ShouldBe([3, 1]);
        Encoding.ASCII.GetString(answer, 12, 20).TrimEnd('\0').ShouldBe("NULL");
        var (flags, ready) = await peer.ReadFrameAsync();
        flags.ShouldBe((byte)4);
        Encoding.ASCII.GetString(ready).ShouldStartWith("\u0005READY\u000bSocket-Type");
        return peer;
    }

    public static byte[] Frame(byte flags, ReadOnlySpan<byte> body) => [flags, checked((byte)body.Length), .. body];

    public ValueTask SendAsync(byte[] bytes) => Stream.WriteAsync(bytes);

    public async Task<(byte Flags, byte[] Body)> ReadFrameAsync()
    {
        var head = new byte[9];
        await Stream.ReadExactlyAsync(head, 0, 2);
        long length = head[1];
        if ((head[0] & 2) != 0)
        {
            await Stream.ReadExactlyAsync(head, 2, 7);
            length = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(1));
        }

        var body = new byte[length];
        await Stream.ReadExactlyAsync(body);
        return (head[0], body);
    }

    /// <summary>Waits until everything that was sent has been dealt with: PONG comes after it.</summary>
    public async Task PingAsync()
    {
        await Stream.WriteAsync(Frame(4, [4, .. "PING"u8, 0, 0, .. "now"u8]));
        (await ReadFrameAsync()).Body.ShouldBe([4, .. "PONG"u8, .. "now"u8]);
    }

    /// <summary>Whether the other end has closed the connection; waits for it or for data.</summary>
    public async Task<bool> IsClosedAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var rest = new byte[4096];
            while (await Stream.ReadAsync(rest, deadline.Token) > 0)
            {
                // What came before the end.
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => tcp.Dispose();
}
