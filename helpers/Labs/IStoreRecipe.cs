using StorageCourse.Labs.Containers;
using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>What the lab has to know of one store, to find, start and reach its servers. The store's room has it.</summary>
internal interface IStoreRecipe
{
    /// <summary>The course's name of the store.</summary>
    string Store { get; }

    /// <summary>The store's property of <see cref="Need"/> and <see cref="Lab"/> in C#.</summary>
    string PropertyName { get; }

    /// <summary>A server of it as C# reaches it from the variable <c>lab</c>, to be restarted for instance.</summary>
    string Handle => $"lab.{PropertyName}";

    /// <summary>Its images, the usual one first; none where the container provider can't serve it.</summary>
    IReadOnlyList<ContainerImage> Images { get; }

    /// <summary>The oldest version that the course supports, by flavor.</summary>
    IReadOnlyDictionary<string, Version> Oldest { get; }

    /// <summary>Where the server of a connection string listens.</summary>
    /// <param name="connection">As in <see cref="AttachAsync"/>.</param>
    /// <param name="cancellationToken">Ends the search, where names are looked up.</param>
    /// <exception cref="FormatException">It names none. The message does not repeat the text, which may hold a password.</exception>
    Task<(string Host, int Port)> AddressAsync(string connection, CancellationToken cancellationToken);

    /// <summary>Connects to a server that others run, and makes a database of this session in it.</summary>
    /// <param name="connection">An URI or key=value pairs, see <see cref="ConnectionText"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<AttachedDatabase> AttachAsync(string connection, CancellationToken cancellationToken);

    /// <summary>Asks a server whether it answers its administrator, and what it is.</summary>
    /// <param name="endpoint">All but the version, and perhaps the flavor.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The endpoint with both; null while nobody listens, or the server is still busy with its start.</returns>
    /// <exception cref="Exception">It answers, and refuses.</exception>
    Task<StoreEndpoint?> TryReachAsync(StoreEndpoint endpoint, CancellationToken cancellationToken);
}

/// <summary>A store that can be served within this process.</summary>
internal interface IEmbeddedRecipe : IStoreRecipe
{
    /// <summary>What a reader has to know of it, in a line.</summary>
    string EmbeddedNote { get; }

    /// <summary>Why it can't serve a need; null where it can.</summary>
    string? WhyNotEmbedded(Need need);

    /// <summary>Starts it on a loopback port.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    Task<StoreServer> StartEmbeddedAsync(Need need, int port);
}

/// <summary>A store whose server the lab starts itself, from the server's own binary.</summary>
internal interface INativeRecipe : IStoreRecipe
{
    /// <summary>Debian's packages with a native server.</summary>
    string Packages { get; }

    /// <summary>The user as whom the server runs where this process is root.</summary>
    string ServerUser { get; }

    /// <summary>How <see cref="InitializeAsync"/> makes a data folder; a cached one is used only for the same words.</summary>
    string Initialization { get; }

    /// <summary>What asks the server to shut down cleanly.</summary>
    Signal StopSignal { get; }

    /// <summary>What ends it without delay and without leaving shared memory behind; its data are thrown away.</summary>
    Signal DiscardSignal { get; }

    /// <summary>The server's binary on this machine, or null.</summary>
    string? FindBinary();

    /// <summary>Fills <see cref="ServerFolder.Data"/>. No password is stored.</summary>
    Task InitializeAsync(string binary, ServerFolder folder, CancellationToken cancellationToken);

    /// <summary>The command that runs the server in the foreground. Writes configuration files where it must: a password never stands in a command line.</summary>
    Task<IReadOnlyList<string>> PrepareAsync(string binary, ServerFolder folder, NativeStart start, CancellationToken cancellationToken);

    /// <summary>Asks the server whether it is ready, and on its first start gives its user the password.</summary>
    /// <returns>Its endpoint, or null while it does not answer yet.</returns>
    Task<StoreEndpoint?> TryReachAsync(ServerFolder folder, NativeStart start, CancellationToken cancellationToken);

    /// <summary>Registers what the running server would leave behind if it were killed.</summary>
    void GuardLeftovers(ServerFolder folder, int processId);
}

/// <summary>One start of a native server.</summary>
/// <param name="Port">Free on the loopback interface.</param>
/// <param name="Password">Letters and digits.</param>
/// <param name="Settings">What the need asks for beside the defaults.</param>
/// <param name="IsFirst">False where the server is started again on its data.</param>
internal sealed record NativeStart(int Port, string Password, IReadOnlyDictionary<string, string> Settings, bool IsFirst);
