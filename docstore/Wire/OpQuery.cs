using System.Buffers.Binary;
using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Wire;

/// <summary>OP_QUERY (opcode 2004), the old request. Only commands of the handshake come by it any more: to the collection <c>$cmd</c> of a database.</summary>
/// <param name="DatabaseName">The database.</param>
/// <param name="Command">The command.</param>
internal readonly record struct OpQuery(string DatabaseName, BsonDocument Command)
{
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

    /// <summary>Writes what stands between the header and the one document of an OP_REPLY.</summary>
    public static void WriteReplyPrefix(BsonWriter writer)
    {
        const int awaitCapable = 8;
        writer.WriteInt32(awaitCapable);
        writer.WriteInt64(0); // No cursor,
        writer.WriteInt32(0); // which begins with the first
        writer.WriteInt32(1); // of one document.
    }
}
