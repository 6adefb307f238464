using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Wire;

/// <summary>A client that sends any bytes.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);
    private readonly TcpClient client = new();
    private readonly NetworkStream stream;

    public RawClient(IPEndPoint server)
    {
        client.Connect(server);
        client.ReceiveTimeout = (int)Deadline.TotalMilliseconds;
        client.SendTimeout = (int)Deadline.TotalMilliseconds;
        stream = client.GetStream();
    }

    public static byte[] Message(int requestId, int opCode, params byte[][] parts)
    {
        var body = parts.SelectMany(part => part).ToArray();
        return [.. Number(16 + body.Length), .. Number(requestId), .. Number(0), .. Number(opCode), .. body];
    }

    /// <summary>OP_MSG with these flags and sections.</summary>
    public static byte[] OpMessage(int requestId, uint flags, params byte[][] sections) => Message(requestId, 2013, [Number((int)flags), .. sections]);

    /// <summary>A section of kind 0.</summary>
    public static byte[] Body(string json) => [0, .. BsonDocument.Parse(json).ToBytes()];

    /// <summary>A section of kind 1.</summary>
    public static byte[] Sequence(string name, params string[] documents)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(name), 0, .. documents.SelectMany(json => BsonDocument.Parse(json).ToBytes())];
        return [1, .. Number(4 + content.Length), .. content];
    }

    /// <summary>OP_QUERY on a collection.</summary>
    public static byte[] OpQuery(int requestId, string collection, string json) =>
        Message(requestId, 2004, Number(0), [.. Encoding.UTF8.GetBytes(collection), 0], Number(0), Number(-1), BsonDocument.Parse(json).ToBytes());

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    public void Send(params byte[] bytes) => stream.Write(bytes);

    /// <summary>Ends the sending side: the server sees the end of what it reads.</summary>
    public void SendEnd() => client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>The next message; null where the server has closed the connection.</summary>
    public (int ResponseTo, int OpCode, uint Flags, BsonDocument Document)? Receive()
    {
        var header = new byte[16];
        try
        {
            if (stream.ReadAtLeast(header, 16, throwOnEndOfStream: false) < 16) return null;
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return null;
        }

        var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - 16];
        stream.ReadExactly(body);
        var opCode = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12));
        var prefix = opCode == 1 ? 20 : 5;
        return (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8)), opCode, BinaryPrimitives.ReadUInt32LittleEndian(body), BsonDocument.FromBytes(body.AsMemory(prefix)));
    }

    public void Dispose() => client.Dispose();
}
