using System.Net.Sockets;
using System.Text;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Engine.Jupyter.Zmtp;

namespace StorageCourse.Engine.Soak;

/// <summary>What a broken or hostile peer does to a kernel. All of it follows from the seed of <paramref name="random"/>.</summary>
internal sealed class Malice(ConnectionFile kernel, Random random)
{
    private const int MostBytes = 4096;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    // Never shutdown_request: a peer that has the key may end the kernel.
    private static readonly string[] Types =
        ["execute_request", "complete_request", "inspect_request", "history_request", "is_complete_request", "comm_open", "comm_msg", "kernel_info_request", "interrupt_request", "debug_request", "input_reply", "nonsense"];
    private static readonly string[] Contents =
        ["{}", "[]", "null", "7", "\"x\"", "{\"code\":", "{\"code\":7,\"cursor_pos\":-5}", "{\"code\":\"Console.\",\"cursor_pos\":99999999}", "{\"code\":\"\\ud800\",\"cursor_pos\":1}", "{\"hist_access_type\":\"range\",\"start\":null,\"session\":\"x\"}", "{\"comm_id\":[]}"];

    private readonly MessageWire signed = new(kernel.Key);
    private readonly MessageWire forged = new("another key");

    private int[] Ports => [kernel.ShellPort, kernel.ControlPort, kernel.StdinPort, kernel.IopubPort, kernel.HeartbeatPort];

    /// <summary>One misdeed; the kernel may drop the connection whenever it likes.</summary>
    public async Task DoAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await (random.Next(5) switch
            {
                0 => SendBytesAsync(RandomBytes(), deadline.Token),
                1 => SendBytesAsync(Greeting()[..random.Next(64)], deadline.Token),
                2 => SendMessagesAsync(deadline.Token),
                3 => DieInMidCellAsync(deadline.Token),
                _ => ComeAndGoAsync(deadline.Token),
            }).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // It was dropped.
        }
    }

    /// <summary>Bytes that are no ZMTP, or only its beginning, on any socket.</summary>
    private async Task SendBytesAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(kernel.Ip, Pick(Ports), cancellationToken).ConfigureAwait(false);
        await tcp.GetStream().WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        if (random.Next(2) == 0) tcp.LingerState = new LingerOption(true, 0);
    }

    /// <summary>Messages that are cut, changed, forged, replayed, or about nothing.</summary>
    private async Task SendMessagesAsync(CancellationToken cancellationToken)
    {
        var connection = await ZmtpConnector.ConnectAsync(
            kernel.Endpoint(Pick(Ports[..3])), ZmtpSocketType.Dealer, Encoding.ASCII.GetBytes($"soak-{random.Next()}"), ZmtpLimits.Default, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            for (var n = random.Next(1, 20); n > 0; n--)
            {
                var header = MessageHeader.Create("soak", Pick(Types));
                var message = new JupyterMessage([], header, null, MessageJson.EmptyObject, Encoding.UTF8.GetBytes(Pick(Contents)));
                var frames = signed.Encode(message);
                switch (random.Next(6))
                {
                    case 0:
                        frames = frames[..random.Next(frames.Length)];
                        break;
                    case 1:
                        frames = forged.Encode(message);
                        break;
                    case 2:
                        frames[random.Next(frames.Length)] = RandomBytes();
                        break;
                    case 3:
                        connection.Send(frames);
                        break;
                    case 4:
                        frames = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => new ReadOnlyMemory<byte>(RandomBytes()))];
                        break;
                }

                if (frames.Length > 0) connection.Send(frames);
            }
        }
    }

    /// <summary>A front end that sends a cell, hears of it, and is gone.</summary>
    private async Task DieInMidCellAsync(CancellationToken cancellationToken)
    {
        var client = await KernelClient.ConnectAsync(kernel, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            await client.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
            var cell = Pick(["for (var i = 0; i < 5000; i++) Console.WriteLine(i);", "Thread.Sleep(30);", "await Task.Delay(30); display(new int[1000]);", "throw new Exception();", "not C#"]);
            await foreach (var _ in client.ExecuteAsync(cell, null, cancellationToken).ConfigureAwait(false)) break;
        }
    }

    private async Task ComeAndGoAsync(CancellationToken cancellationToken)
    {
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            var client = await KernelClient.ConnectAsync(kernel, cancellationToken).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                if (random.Next(2) == 0) await client.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private byte[] RandomBytes()
    {
        var bytes = new byte[random.Next(MostBytes)];
        random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>ZMTP 3.1, mechanism NULL (RFC 37, section "Greeting").</summary>
    private static byte[] Greeting()
    {
        var greeting = new byte[64];
        (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xff, 0x7f, 3, 1);
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
