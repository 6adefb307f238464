using System.Buffers.Binary;
using System.Net.Sockets;
using StorageCourse.Docstore.Commands;

namespace StorageCourse.Docstore.Wire;

/// <summary>Cuts what a blocking socket receives into messages. Each gets an array of its own: what the store keeps may refer to it.</summary>
internal sealed class MessageReader(Socket socket)
{
    // The largest array that is made because a header says so; beyond it, bytes have to arrive first.
    private const int Trusted = 1 << 20;
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    /// <summary>The next message with its header; null where the client has closed the connection between two messages.</summary>
    /// <exception cref="WireException">The header's length is none, or the connection ended within a message.</exception>
    public byte[]? Read()
    {
        while (end - start < MessageHeader.Size)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            var received = socket.Receive(buffer, end, buffer.Length - end, SocketFlags.None);
            if (received == 0) return end == 0 ? null : throw Truncated();
            end += received;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(start));
        if (length is < MessageHeader.Size or > ServerIdentity.MaxMessageBytes)
            throw new WireException($"expected a message of {MessageHeader.Size} to {ServerIdentity.MaxMessageBytes} bytes, got {length}");
        var message = GC.AllocateUninitializedArray<byte>(Math.Min(length, Trusted));
        var have = Math.Min(length, end - start);
        buffer.AsSpan(start, have).CopyTo(message);
        start += have;
        if (start == end) start = end = 0;
        while (have < length)
        {
            if (have == message.Length) Array.Resize(ref message, Math.Min(length, message.Length * 2));
            var received = socket.Receive(message, have, message.Length - have, SocketFlags.None);
            if (received == 0) throw Truncated();
            have += received;
        }

        return message;
    }

    private static WireException Truncated() => new("expected the rest of a message, but the connection ended");
}
