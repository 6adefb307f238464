using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Client;

/// <summary>
/// A small client of MongoDB's wire protocol, for docstore and for MongoDB itself. Any number of commands may run at once: each takes a connection of its own
/// from a pool. An interrupted command is ended on the server, too.
/// </summary>
internal sealed class WireClient : IAsyncDisposable
{
    private static readonly TimeSpan KillDeadline = TimeSpan.FromSeconds(2);
    private readonly MongoUri uri;
    private readonly ConcurrentStack<WireConnection> free = [];
    private readonly ConcurrentDictionary<WireConnection, byte> busy = [];
    private readonly SemaphoreSlim places;
    private bool isDisposed;

    private WireClient(MongoUri uri)
    {
        this.uri = uri;
        places = new(uri.MaxPoolSize, uri.MaxPoolSize);
    }

    /// <summary>The database of the connection string; "test" where it names none, as in mongosh.</summary>
    public string DefaultDatabase => uri.Database ?? "test";

    /// <summary>Which of the hosts is the one.</summary>
    public (string Host, int Port) Server { get; private set; }

    /// <summary>The server's answer to hello.</summary>
    public BsonDocument Hello { get; private set; } = [];

    /// <summary>Connects to the first of the hosts that takes writes, or, with directConnection=true, the first that answers.</summary>
    /// <exception cref="FormatException">The connection string is none, or asks for what this client doesn't have.</exception>
    /// <exception cref="MongoError">AuthenticationFailed, or another refusal of the server.</exception>
    /// <exception cref="IOException">No server answers; the message says what each host did.</exception>
    public static Task<WireClient> ConnectAsync(string uri, CancellationToken cancellationToken = default) => ConnectAsync(MongoUri.Parse(uri), cancellationToken);

    /// <summary>As <see cref="ConnectAsync(string, CancellationToken)"/>.</summary>
    public static async Task<WireClient> ConnectAsync(MongoUri uri, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var client = new WireClient(uri);
        var failures = new List<string>();
        foreach (var (host, port) in uri.Hosts)
        {
            try
            {
                var connection = await WireConnection.OpenAsync(uri, host, port, cancellationToken);
                if (!uri.DirectConnection && !connection.Hello["isWritablePrimary"].IsTruthy)
                {
                    failures.Add($"{host}:{port} takes no writes: it is a secondary (directConnection=true connects to it all the same)");
                    await connection.DisposeAsync();
                    continue;
                }

                client.Server = (host, port);
                client.Hello = connection.Hello;
                client.free.Push(connection);
                return client;
            }
            catch (Exception error) when (error is SocketException or IOException or TimeoutException or AuthenticationException)
            {
                failures.Add($"{host}:{port}: {error.Message}");
            }
        }

        throw new IOException($"expected a MongoDB server, but {string.Join("; ", failures)}");
    }

    /// <summary>Runs a command and returns its reply.</summary>
    /// <param name="database">The database to run it on.</param>
    /// <param name="command">The command; its first field is its name.</param>
    /// <param name="cancellationToken">Ends it, here and on the server.</param>
    /// <exception cref="MongoError">The server's error; of several write errors, the first.</exception>
    public async Task<BsonDocument> RunCommandAsync(string database, BsonDocument command, CancellationToken cancellationToken = default)
    {
        var (reply, _) = await RunAsync(database, command, null, cancellationToken);
        ReplyError.ThrowIfFailed(reply);
        return reply;
    }

    /// <summary>As <see cref="RunCommandAsync"/>, but returns errors instead of throwing them.</summary>
    public async Task<BsonDocument> TryCommandAsync(string database, BsonDocument command, CancellationToken cancellationToken = default) =>
        (await RunAsync(database, command, null, cancellationToken)).Reply;

    /// <summary>Runs a command that answers with a cursor (find, aggregate, listCollections, listIndexes) and fetches batches as they are read. A cursor that is not read to its end is closed.</summary>
    /// <exception cref="MongoError">The server's error.</exception>
    public async IAsyncEnumerable<BsonDocument> RunCursorAsync(string database, BsonDocument command, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (reply, session) = await RunAsync(database, command, null, cancellationToken);
        ReplyError.ThrowIfFailed(reply);
        var cursor = reply["cursor"].AsDocument;
        var id = cursor["id"].ToInt64();
        var names = cursor["ns"].AsString.Split('.', 2);
        var batch = cursor["firstBatch"].AsArray;
        try
        {
            while (true)
            {
                foreach (var document in batch) yield return document.AsDocument;
                if (id == 0) yield break;
                var more = new BsonDocument { { "getMore", id }, { "collection", names[1] } };
                if (command["batchSize"].IsNumber) more.Add("batchSize", command["batchSize"]);
                (reply, _) = await RunAsync(names[0], more, session, cancellationToken);
                ReplyError.ThrowIfFailed(reply);
                cursor = reply["cursor"].AsDocument;
                id = cursor["id"].ToInt64();
                batch = cursor["nextBatch"].AsArray;
            }
        }
        finally
        {
            if (id != 0 && !isDisposed) await KillCursorAsync(names[0], names[1], id, session);
        }
    }

    /// <summary>Closes all connections; commands that run on them fail here, and end on the server.</summary>
    public async ValueTask DisposeAsync()
    {
        isDisposed = true;
        foreach (var connection in busy.Keys) await connection.DisposeAsync();
        while (free.TryPop(out var connection)) await connection.DisposeAsync();
    }

    private async Task<(BsonDocument Reply, BsonDocument? Session)> RunAsync(string database, BsonDocument command, BsonDocument? session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        ObjectDisposedException.ThrowIf(isDisposed, this);
        await places.WaitAsync(cancellationToken);
        WireConnection? connection = null;
        try
        {
            // The server may have been restarted since.
            while (free.TryPop(out connection) && connection.IsStale) await connection.DisposeAsync();
            connection ??= await WireConnection.OpenAsync(uri, Server.Host, Server.Port, cancellationToken);
            busy.TryAdd(connection, 0);
            session ??= connection.Session;
            var reply = await connection.RunAsync(database, command, session, cancellationToken);
            return (reply, session);
        }
        catch (OperationCanceledException) when (connection is not null && session is not null)
        {
            await KillSessionAsync(session);
            throw;
        }
        finally
        {
            if (connection is not null) busy.TryRemove(connection, out _);
            if (connection is { IsUsable: true } && !isDisposed) free.Push(connection);
            else if (connection is not null) await connection.DisposeAsync();
            places.Release();
        }
    }

    /// <summary>Ends what runs under a session, from another connection.</summary>
    private async Task KillSessionAsync(BsonDocument session)
    {
        using var deadline = new CancellationTokenSource(KillDeadline);
        try
        {
            await using var other = await WireConnection.OpenAsync(uri, Server.Host, Server.Port, deadline.Token);
            await other.RunAsync("admin", new() { { "killSessions", new BsonArray { session } } }, null, deadline.Token);
        }
        catch (Exception error) when (error is SocketException or IOException or TimeoutException or OperationCanceledException or MongoError)
        {
            // The server is gone, and with it what ran there.
        }
    }

    private async Task KillCursorAsync(string database, string collection, long id, BsonDocument? session)
    {
        using var deadline = new CancellationTokenSource(KillDeadline);
        try
        {
            await RunAsync(database, new() { { "killCursors", collection }, { "cursors", new BsonArray { id } } }, session, deadline.Token);
        }
        catch (Exception error) when (error is SocketException or IOException or TimeoutException or OperationCanceledException)
        {
            // A cursor that nobody asks for ends by itself after ten minutes.
        }
    }
}
