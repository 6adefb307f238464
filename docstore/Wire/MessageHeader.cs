using System.Buffers.Binary;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Wire;

/// <summary>The sixteen bytes before each message (MongoDB wire protocol, "Standard Message Header"): four little-endian integers.</summary>
/// <param name="Length">The whole message's bytes, these sixteen included.</param>
/// <param name="RequestId">The sender's number of this message.</param>
/// <param name="ResponseTo">The number of the message that this one answers, else 0.</param>
/// <param name="OpCode">What follows.</param>
internal readonly record struct MessageHeader(int Length, int RequestId, int ResponseTo, OpCode OpCode)
{
    public const int Size = 16;

    public static MessageHeader Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt32LittleEndian(bytes),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
        (OpCode)BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]));

    public void Write(BsonWriter writer)
    {
        writer.WriteInt32(Length);
        writer.WriteInt32(RequestId);
        writer.WriteInt32(ResponseTo);
        writer.WriteInt32((int)OpCode);
    }
}

/// <summary>The kinds of messages that are in use since MongoDB 5.1.</summary>
internal enum OpCode
{
    /// <summary>The answer to a <see cref="Query"/>.</summary>
    Reply = 1,

    /// <summary>The old request, which drivers still begin their handshake with.</summary>
    Query = 2004,

    /// <summary>Requests and answers alike.</summary>
    Message = 2013,
}
