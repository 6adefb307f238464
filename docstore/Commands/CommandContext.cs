using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>One command while it runs.</summary>
internal sealed class CommandContext
{
    /// <summary>
    /// The command as it was sent. The documents of OP_MSG's sections of kind 1 stand in it as arrays under their identifier.
    /// The bytes behind it belong to this message alone and are never reused, so what is stored may refer to them.
    /// </summary>
    public required BsonDocument Body { get; init; }

    /// <summary>The name by which the command was called: the first field of <see cref="Body"/>.</summary>
    public required string CommandName { get; init; }

    /// <summary>The database that the client named (<c>$db</c>).</summary>
    public required string DatabaseName { get; init; }

    /// <summary>What the server has beside its data.</summary>
    public required ServerState Server { get; init; }

    /// <summary>Who asks.</summary>
    public required ConnectionState Connection { get; init; }

    /// <summary>The command among the running ones: its number, its end.</summary>
    public required Operation Operation { get; init; }

    /// <summary>The databases.</summary>
    public DocumentStore Store => Server.Store;

    /// <summary>The client's logical session, of which a cursor is part; null where it sent none.</summary>
    public Guid? SessionId => Operation.SessionId;

    /// <summary>Cancelled when the operation or its session is killed, its <c>maxTimeMS</c> is over, its client is gone or the server stops. Long loops ask it now and then.</summary>
    public CancellationToken CancellationToken => Operation.CancellationToken;
}
