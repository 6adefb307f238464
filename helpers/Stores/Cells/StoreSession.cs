using StorageCourse.Host;
using StorageCourse.Labs;

namespace StorageCourse.Stores.Cells;

/// <summary>One connection that stays open between cells: what it holds on the server is the session.</summary>
/// <param name="store">What the lab calls the server.</param>
/// <param name="name">What the learner calls the session; "" for the usual one.</param>
internal abstract class StoreSession<TConnection>(string store, string name) where TConnection : class
{
    private bool lost;

    /// <summary>What helps after a connection that broke.</summary>
    public static string HowToGoOn(string store) =>
        $"If the server was stopped or killed, start it again: await {StoreRecipes.Find(store)!.Handle}.RestartAsync(); the next cell opens a new session.";

    /// <summary>Whether it has just been found out that the connection broke.</summary>
    protected bool HasJustBroken { get; private set; }

    /// <summary>The server of the last connection; null before the first.</summary>
    protected StoreEndpoint? Endpoint { get; private set; }

    /// <summary>The open connection; null where there is none.</summary>
    protected TConnection? Connection { get; private set; }

    private string Called => name.Length == 0 ? "the session" : $"session {name}";

    /// <summary>What is gone with a connection: ": its transaction was rolled back, …".</summary>
    protected abstract string WhatIsGone { get; }

    /// <summary>The open connection, a new one where there was none or the server has closed it.</summary>
    /// <returns>The connection, and what the learner must know about it; null where nothing happened.</returns>
    /// <exception cref="CellException">The server does not answer, or lets nobody in.</exception>
    public async Task<(TConnection Connection, string? Note)> OpenAsync(StoreServer server, CancellationToken cancellationToken)
    {
        var wanted = server.Endpoint;
        string? note = null;
        if (Connection is not null && Endpoint != wanted)
        {
            note = $"{Called} is new: the lab's {store} is another server now ({wanted})";
            Abandon();
            lost = false;
            Forget();
        }

        HasJustBroken = Connection is not null && !await AnswersAsync(Connection, cancellationToken);
        if (HasJustBroken) Abandon();
        if (Connection is not null) return (Connection, null);
        Connection = await ConnectAsync(server, cancellationToken);
        Endpoint = wanted;
        if (lost) note = $"{Called} was lost and is new{WhatIsGone}";
        lost = false;
        return (Connection, note);
    }

    /// <summary>Gives the connection up; the next cell opens another and says so.</summary>
    public void Abandon()
    {
        if (Connection is not { } old) return;
        Connection = null;
        lost = true;
        // Closing may wait for a server that is paused.
        _ = Task.Run(() => Close(old));
    }

    /// <summary>Opens one.</summary>
    protected abstract Task<TConnection> ConnectAsync(StoreServer server, CancellationToken cancellationToken);

    /// <summary>Whether an open one can take another command.</summary>
    protected abstract Task<bool> AnswersAsync(TConnection open, CancellationToken cancellationToken);

    /// <summary>Closes one that is given up. What it throws is lost.</summary>
    protected abstract void Close(TConnection old);

    /// <summary>Forgets what was chosen on another server.</summary>
    protected virtual void Forget()
    {
    }

    /// <summary>What to say where no connection can be opened.</summary>
    protected static CellException Refused(StoreServer server, string product, string code, string message, Exception inner) => new(
        code,
        $"{product} at {server.Endpoint.Host}:{server.Endpoint.Port} let nobody in: {message}\nIf it was stopped or killed, start it again: await {StoreRecipes.Of(server.Need).Handle}.RestartAsync();",
        inner: inner);
}
