using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Wire;

/// <summary>How a server is started.</summary>
public sealed record MongoServerOptions
{
    /// <summary>A TCP port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The one user, who may do everything; known in the database "admin".</summary>
    public string User { get; init; } = "course";

    /// <summary>That user's password; null makes a random one of 128 bits.</summary>
    public string? Password { get; init; }

    /// <summary>The data; null begins with none, and the server lets go of them at its end.</summary>
    public DocumentStore? Store { get; init; }
}
