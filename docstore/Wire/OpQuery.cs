using System.Buffers.Binary;
using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Wire;

/// <summary>OP_QUERY (opcode 2004), the old request. Only commands of the handshake come by it any more: to the collection <c>$cmd</c> of a database.</summary>
/// <param name="DatabaseName">The database.</param>
/// <param name="Command">The command.</param>
internal readonly record struct OpQuery(string DatabaseName, BsonDocument Command)
{
    /// <summary>The bytes before the document of an OP_REPLY with one document: header, flags, cursor id, first, count.</summary>
    public const int ReplyPrefix = MessageHeader.Size + 4 + 8 + 4 + 4;

    private const string CommandCollection = ".$cmd";

    /// <summary>Reads flags, full collection name, two numbers that don't matter for commands, and the command.</summary>
    /// <exception cref="WireException">It is no command.</exception>
    /// <exception cref="MongoError">InvalidBson.</exception>
    public static OpQuery Read(byte[] message)
    {
        const int nameStart = MessageHeader.Size + 4;
        var nameLength = message.Length <= nameStart ? -1 : message.AsSpan(nameStart).IndexOf((byte)0);
        var start = nameStart + nameLength + 1 + 8;
        if (nameLength < 0 || start + 5 > message.Length) throw new WireException("expected OP_QUERY to hold a collection's name, two numbers and a document");
        var name = Encoding.UTF8.GetString(message, nameStart, nameLength);
        if (!name.EndsWith(CommandCollection, StringComparison.Ordinal)) throw new WireException($"expected OP_QUERY to hold a command (on DATABASE.$cmd), got a query on {name}: such queries ended with MongoDB 5.1");
        var size = BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(start));
        // A second document, of the wanted fields, may follow.
        if (size < 5 || size > message.Length - start) throw new WireException($"expected a document within {message.Length - start} bytes, got a size of {size}");
        var command = BsonDocument.FromBytes(message.AsMemory(start, size));
        // Some clients wrap it, to say from which member of a replica set they would read.
        if (command["$query"] is { Type: BsonType.Document } wrapped) command = wrapped.AsDocument;
        return new(name[..^CommandCollection.Length], command);
    }

    /// <summary>Writes the fields of OP_REPLY between the header and the document.</summary>
    public static void WriteReplyFields(Span<byte> bytes)
    {
        const int awaitCapable = 8;
        BinaryPrimitives.WriteInt32LittleEndian(bytes, awaitCapable);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[4..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], 1);
    }
}
