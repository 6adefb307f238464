using System.Net.Sockets;
using StorageCourse.Docstore;
using StorageCourse.Docstore.Client;
using StorageCourse.Host;
using StorageCourse.Mongo;

namespace StorageCourse.Cells.Mongo;

/// <summary>A client that stays open between cells, and the database that <c>use</c> has chosen.</summary>
internal sealed class MongoSession(string store, string name)
{
    private WireClient? client;
    private StoreEndpoint? endpoint;
    private bool lost;

    /// <summary>The database that <c>db</c> is.</summary>
    public string Database { get; set; } = "";

    /// <summary>The client; a new one where there was none or the connection broke.</summary>
    /// <returns>The client, and what the learner must know about it; null where nothing happened.</returns>
    /// <exception cref="CellException">The server does not answer, or lets nobody in.</exception>
    public async Task<(WireClient Client, string? Note)> OpenAsync(StoreEndpoint wanted, CancellationToken cancellationToken)
    {
        string? note = null;
        if (client is not null && endpoint != wanted)
        {
            note = $"{(name.Length == 0 ? "the session" : $"session {name}")} is new: the lab's {store} is another server now ({wanted})";
            Abandon();
            Database = "";
            lost = false;
        }

        if (client is not null) return (client, note);
        try
        {
            client = await WireClient.ConnectAsync(MongoClients.UriOf(wanted), cancellationToken);
            endpoint = wanted;
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or MongoError)
        {
            throw new CellException(
                e is MongoError refused ? refused.CodeName : "ConnectionFailed",
                $"{wanted.Flavor} at {wanted.Host}:{wanted.Port} let nobody in: {e.Message}\nIf it was stopped or killed, start it again: await lab.Mongo.Server.RestartAsync();",
                inner: e);
        }

        if (Database.Length == 0) Database = wanted.Database;
        if (lost) note = $"{(name.Length == 0 ? "the session" : $"session {name}")} was lost and is new; it still uses the database {Database}";
        lost = false;
        return (client, note);
    }

    /// <summary>Gives the connections up; the next cell opens others and says so.</summary>
    public void Abandon()
    {
        var old = client;
        client = null;
        lost = old is not null;
        _ = old?.DisposeAsync().AsTask();
    }
}
