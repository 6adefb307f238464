using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>As what docstore presents itself.</summary>
internal static class ServerIdentity
{
    /// <summary>The version of MongoDB whose standalone server it behaves as.</summary>
    public const string Version = "7.0.0";

    /// <summary>
    /// The newest wire version that it speaks: 21 is MongoDB 7.0. Drivers conclude from it which options they may send
    /// (<c>hint</c> of writes from 9, <c>let</c> from 13): all that a driver sends on a standalone's account is done or refused by name.
    /// The official C# driver wants 9 at least, the Node driver 9, PyMongo 7 to 9.
    /// </summary>
    public const int MaxWireVersion = 21;

    public const int MaxDocumentBytes = BsonDocument.MaxSize;

    /// <summary>An element of a command's <c>updates</c> has a document in it and something around it, so it may be greater.</summary>
    public const int MaxStatementBytes = MaxDocumentBytes + 16 * 1024;

    public const int MaxMessageBytes = 48_000_000;

    public const int MaxWriteBatch = 100_000;

    /// <summary>After so many minutes without use a session ends (logicalSessionTimeoutMinutes).</summary>
    public const int SessionMinutes = 30;
}
