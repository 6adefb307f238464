using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using StorageCourse.Docstore.Authentication;
using StorageCourse.Docstore.Commands;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Wire;

/// <summary>
/// A server that speaks MongoDB's wire protocol on the loopback interface and behaves as a standalone mongod does, in memory.
/// As mongod it gives each client a thread: a command that takes long keeps no other client waiting, and none of the process's pool of threads.
/// </summary>
public sealed class MongoServer : IAsyncDisposable
{
    private static readonly TimeSpan AbandonedCheck = TimeSpan.FromMilliseconds(250);
    private readonly Socket listener;
    private readonly ServerState state;
    private readonly Dispatcher dispatcher;
    private readonly ConcurrentDictionary<ServerConnection, byte> connections = [];
    private readonly Timer abandonedTimer;
    private readonly Task accepting;
    private readonly ManualResetEventSlim mayRun = new(initialState: true);
    private readonly bool ownsStore;
    private int isStopped;

    private MongoServer(MongoServerOptions options, string password, Socket listener)
    {
        this.listener = listener;
        Endpoint = (IPEndPoint)listener.LocalEndPoint!;
        User = options.User;
        Password = password;
        ownsStore = options.Store is null;
        Store = options.Store ?? new DocumentStore();
        state = new(Store, new ScramCredential(User, password)) { Endpoint = Endpoint.ToString() };
        dispatcher = new(state);
        abandonedTimer = new Timer(_ => state.Operations.Kill(operation => operation.Elapsed > AbandonedCheck && operation.Connection.IsAbandoned()), null, AbandonedCheck, AbandonedCheck);
        accepting = AcceptAsync();
    }

    /// <summary>Where it answers.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>The one user.</summary>
    public string User { get; }

    /// <summary>That user's password.</summary>
    public string Password { get; }

    /// <summary>What a client needs to connect, with the password: not for outputs.</summary>
    public string Uri => $"mongodb://{System.Uri.EscapeDataString(User)}:{System.Uri.EscapeDataString(Password)}@{Endpoint}/?directConnection=true";

    /// <summary>The data.</summary>
    internal DocumentStore Store { get; }

    /// <summary>The version of MongoDB whose standalone server it behaves as.</summary>
    public static Version Version { get; } = new(ServerIdentity.Version);

    /// <summary>Starts a server, which answers when the task has ended.</summary>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static Task<MongoServer> StartAsync(MongoServerOptions? options = null)
    {
        options ??= new();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!OperatingSystem.IsWindows()) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            socket.Listen(512);
            return Task.FromResult(new MongoServer(options, options.Password ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), socket));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Lets no command begin until <see cref="Resume"/>: clients stay connected and wait.</summary>
    public void Pause() => mayRun.Reset();

    /// <summary>Lets commands run again.</summary>
    public void Resume() => mayRun.Set();

    /// <summary>Takes no more clients, ends the running commands, closes all connections, and returns when nothing of it runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isStopped, 1) != 0) return;
        listener.Dispose();
        await accepting;
        await abandonedTimer.DisposeAsync();
        state.Operations.Kill(_ => true);
        mayRun.Set();
        foreach (var connection in connections.Keys) connection.Close();
        await Task.WhenAll(connections.Keys.Select(connection => connection.Ended));
        mayRun.Dispose();
        if (ownsStore) Store.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync();
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException)
            {
                if (Volatile.Read(ref isStopped) != 0) return;
                // One client's attempt has failed; out of file descriptors, the next would fail at once, too.
                await Task.Delay(10);
                continue;
            }

            if (state.ConnectionsOpen >= ServerState.MaxConnections)
            {
                socket.Dispose();
                continue;
            }

            var connection = new ServerConnection(socket, dispatcher, state, mayRun);
            connections.TryAdd(connection, 0);
            connection.Start(() => connections.TryRemove(connection, out _));
        }
    }
}
