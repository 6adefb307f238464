using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Commands;

namespace StorageCourse.Docstore.Wire;

/// <summary>
/// OP_MSG (opcode 2013): flags, sections, perhaps a checksum. A section of kind 0 is the command or reply; one of kind 1 is a sequence of documents
/// that belongs to the command under a name ("documents" of insert), outside the command's own limit of 16 MiB.
/// </summary>
/// <param name="Body">The command or reply, with the sequences as arrays in it.</param>
/// <param name="Flags">What the sender says about the message.</param>
internal readonly record struct OpMessage(BsonDocument Body, OpMessageFlags Flags)
{
    private const int ChecksumSize = 4;

    // Header, flags, kind of the first section.
    private const int Least = MessageHeader.Size + 4 + 1;

    /// <summary>Reads the flags alone, for an error in the rest has to be answered or not by what they say.</summary>
    /// <exception cref="WireException">Too short, or an unknown flag that must be understood.</exception>
    public static OpMessageFlags ReadFlags(ReadOnlySpan<byte> message)
    {
        if (message.Length < Least) throw new WireException($"expected at least {Least} bytes of OP_MSG, got {message.Length}");
        var flags = (OpMessageFlags)BinaryPrimitives.ReadUInt32LittleEndian(message[MessageHeader.Size..]);
        // Bits 0 to 15 must be understood; those above may be ignored.
        var unknown = (ushort)flags & ~(uint)(OpMessageFlags.ChecksumPresent | OpMessageFlags.MoreToCome);
        if (unknown != 0) throw new WireException($"expected only flags of OP_MSG that are known, got 0x{unknown:x}");
        return flags;
    }

    /// <summary>Reads a whole message. What is read refers to its bytes.</summary>
    /// <exception cref="WireException">The sections don't fit the message, or the checksum is not that of the bytes.</exception>
    /// <exception cref="MongoError">InvalidBson: a document is none.</exception>
    public static OpMessage Read(byte[] message)
    {
        var flags = ReadFlags(message);
        var end = message.Length;
        if (flags.HasFlag(OpMessageFlags.ChecksumPresent))
        {
            end -= ChecksumSize;
            var expected = Checksum(message.AsSpan(0, end));
            var sent = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(end));
            if (expected != sent) throw new WireException($"expected the CRC-32C {expected:x8} of the message, got {sent:x8}");
        }

        BsonDocument? body = null;
        List<(string Name, BsonArray Documents)>? sequences = null;
        var position = MessageHeader.Size + 4;
        while (position < end)
        {
            var kind = message[position++];
            var size = SizeAt(message, position, end);
            switch (kind)
            {
                case 0 when body is null:
                    body = BsonDocument.FromBytes(message.AsMemory(position, size), ServerIdentity.MaxMessageBytes);
                    break;
                case 1:
                    (sequences ??= []).Add(ReadSequence(message, position + 4, position + size));
                    break;
                default:
                    throw new WireException(kind == 0 ? "expected one section of kind 0, got two" : $"expected sections of kind 0 and 1, got {kind}");
            }

            position += size;
        }

        if (body is null) throw new WireException("expected a section of kind 0, got none");
        foreach (var (name, documents) in sequences ?? [])
        {
            if (body.Contains(name)) throw new WireException($"expected {name} in the command or as a sequence, got both");
            body.Add(name, documents);
        }

        return new(body, flags);
    }

    /// <summary>Writes what stands between the header and the document of a message that is one section of kind 0: no flags, and the kind.</summary>
    public static void WritePrefix(BsonWriter writer)
    {
        writer.WriteInt32(0);
        writer.WriteByte(0);
    }

    /// <summary>CRC-32C (Castagnoli), as the flag checksumPresent asks for.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var last in bytes) crc = BitOperations.Crc32C(crc, last);
        return ~crc;
    }

    /// <summary>A sequence: its identifier ends with a NUL, and documents follow to its end.</summary>
    private static (string Name, BsonArray Documents) ReadSequence(byte[] message, int position, int end)
    {
        var length = message.AsSpan(position, Math.Max(0, end - position)).IndexOf((byte)0);
        if (length < 0) throw new WireException("expected the identifier of a sequence to end with a NUL");
        var name = Encoding.UTF8.GetString(message, position, length);
        var documents = new BsonArray();
        position += length + 1;
        while (position < end)
        {
            var size = SizeAt(message, position, end);
            documents.Add(BsonDocument.FromBytes(message.AsMemory(position, size), ServerIdentity.MaxStatementBytes));
            position += size;
        }

        return (name, documents);
    }

    private static int SizeAt(byte[] message, int position, int end)
    {
        var size = end - position < 4 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(position));
        return size >= 5 && size <= end - position ? size
            : throw new WireException($"expected a section or document to fit into the {end - position} bytes that are left, got a size of {size}");
    }
}

/// <summary>OP_MSG's flags.</summary>
[Flags]
internal enum OpMessageFlags : uint
{
    None = 0,

    /// <summary>The message ends with a CRC-32C of all bytes before it.</summary>
    ChecksumPresent = 1,

    /// <summary>No reply is wanted (write concern w: 0).</summary>
    MoreToCome = 2,

    /// <summary>The client would take several replies to one request; a server need not send them.</summary>
    ExhaustAllowed = 1 << 16,
}
