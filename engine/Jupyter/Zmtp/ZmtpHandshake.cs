using System.Text;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>The greeting and the NULL mechanism's READY (RFC 37 and, for minor version 0, RFC 23).</summary>
internal static class ZmtpHandshake
{
    private const int GreetingLength = 64;

    /// <summary>Greets the peer.</summary>
    /// <returns>The peer's minor version and identity (empty where it gave none).</returns>
    public static async Task<(int Minor, byte[] Identity)> RunAsync(
        ZmtpReader reader, ZmtpWriter writer, ZmtpSocketType own, ReadOnlyMemory<byte> identity, CancellationToken cancellationToken)
    {
        await writer.WriteGreetingAsync(Greeting(), cancellationToken);

        // What is no greeting is found out at its first ten bytes; a stranger may never send more.
        var greeting = new byte[GreetingLength];
        await reader.ReadExactlyAsync(greeting.AsMemory(0, 11), cancellationToken);
        if (greeting[0] != 0xff || greeting[9] != 0x7f) throw new ZmtpException("expected a ZMTP greeting, got something else");
        if (greeting[10] < 3) throw new ZmtpException($"expected ZMTP 3.0 or newer, got major version {greeting[10]}");
        await reader.ReadExactlyAsync(greeting.AsMemory(11), cancellationToken);
        var mechanism = Encoding.ASCII.GetString(greeting, 12, 20).TrimEnd('\0');
        if (mechanism != "NULL") throw new ZmtpException($"expected the mechanism NULL, got {mechanism}");

        await writer.WriteFrameAsync(ZmtpCommand.Ready(own.Name, identity.Span), ZmtpFrame.CommandFlag, cancellationToken);
        await writer.FlushAsync(cancellationToken);
        var frame = await reader.ReadFrameAsync(ZmtpLimits.CommandBytes, cancellationToken)
            ?? throw new EndOfStreamException("the peer closed the connection during the handshake");
        if (!frame.IsCommand) throw new ZmtpException("expected READY, got a message");
        var command = ZmtpCommand.Parse(frame.Body);
        if (command.Name != "READY") throw new ZmtpException($"expected READY, got {command.Name} {Encoding.ASCII.GetString(command.Data.Span)}");

        var properties = command.Properties();
        var peer = properties.TryGetValue("Socket-Type", out var type) ? Encoding.ASCII.GetString(type) : "none";
        if (!own.Peers.Contains(peer))
        {
            await writer.WriteFrameAsync(ZmtpCommand.Error($"{own.Name} does not talk to {peer}"), ZmtpFrame.CommandFlag, cancellationToken);
            await writer.FlushAsync(cancellationToken);
            throw new ZmtpException($"expected the peer of a {own.Name} socket to be {string.Join(" or ", own.Peers)}, got {peer}");
        }

        return (greeting[10] == 3 ? greeting[11] : 1, properties.GetValueOrDefault("Identity") ?? []);
    }

    private static byte[] Greeting()
    {
        var greeting = new byte[GreetingLength];
        greeting[0] = 0xff;
        greeting[9] = 0x7f;
        greeting[10] = 3;
        greeting[11] = 1;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }
}
