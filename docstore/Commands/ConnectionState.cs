using StorageCourse.Docstore.Authentication;

namespace StorageCourse.Docstore.Commands;

/// <summary>What a server knows of one client.</summary>
/// <param name="Id">The connection's number on this server, from 1.</param>
/// <param name="RemoteEndpoint">The client's address and port.</param>
internal sealed record ConnectionState(int Id, string RemoteEndpoint)
{
    /// <summary>The user as whom the client has authenticated; null before that.</summary>
    public string? User { get; set; }

    /// <summary>The authentication that is under way.</summary>
    public ScramServerConversation? Conversation { get; set; }

    /// <summary>The application's name that the client gave in its handshake; may be empty.</summary>
    public string AppName { get; set; } = "";

    /// <summary>Whether the client has gone; asked while a command runs for long.</summary>
    public Func<bool> IsAbandoned { get; init; } = () => false;
}
