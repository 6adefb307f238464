using System.Data;
using System.Data.Common;
using StorageCourse.Host;

namespace StorageCourse.Stores.Sql;

/// <summary>One connection that stays open between cells: its transaction, temporary tables and settings are the session.</summary>
internal sealed class SqlSession(SqlDialect dialect, string store, string name)
{
    // An interrupt has 2 s in all.
    private static readonly TimeSpan CancellationPatience = TimeSpan.FromSeconds(1.4);
    private DbConnection? connection;
    private StoreEndpoint? endpoint;
    private bool lost;

    /// <summary>Called with each notice of the server.</summary>
    public Action<string>? Notice { get; set; }

    private string Called => name.Length == 0 ? "the session" : $"session {name}";

    /// <summary>Whether the connection can take another statement.</summary>
    public bool IsOpen => connection?.State == ConnectionState.Open;

    /// <summary>The open connection, a new one where there was none or the server has closed it.</summary>
    /// <returns>The connection, and what the learner must know about it; null where nothing happened.</returns>
    /// <exception cref="CellException">The server does not answer.</exception>
    public async Task<(DbConnection Connection, string? Note)> OpenAsync(StoreEndpoint wanted, CancellationToken cancellationToken)
    {
        string? note = null;
        if (connection is not null && endpoint != wanted)
        {
            note = $"{Called} is new: the lab's {store} is another server now ({wanted})";
            Abandon();
            lost = false;
        }

        if (connection is not null && !await AnswersAsync(connection, cancellationToken)) Abandon();
        if (connection is not null) return (connection, null);
        connection = await ConnectAsync(wanted, cancellationToken);
        endpoint = wanted;
        dialect.OnNotice(connection, text => Notice?.Invoke(text));
        if (lost) note = $"{Called} was lost and is new: its transaction was rolled back, its temporary tables and settings are gone";
        lost = false;
        return (connection, note);
    }

    /// <summary>Does something with the connection; on an interrupt the statement is cancelled on the server.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted. The session is usable, unless the server did not answer in time: then it is lost.</exception>
    public async Task<T> RunAsync<T>(DbCommand command, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var running = Task.Run(work, CancellationToken.None);
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            var cancelling = Task.Run(command.Cancel, CancellationToken.None);
            var ended = Task.WhenAll(Quietly(cancelling), Quietly(running));
            if (await Task.WhenAny(ended, Task.Delay(CancellationPatience, CancellationToken.None)) != ended || !IsOpen) Abandon();
            throw;
        }
    }

    /// <summary>Gives the connection up; the next cell opens another and says so.</summary>
    public void Abandon()
    {
        var old = connection;
        connection = null;
        lost = true;
        // Closing may wait for a server that is paused.
        if (old is not null) _ = Quietly(Task.Run(old.Dispose));
    }

    private static async Task DisposeLaterAsync(Task<DbConnection> opening)
    {
        await Quietly(opening);
        if (opening.IsCompletedSuccessfully) await (await opening).DisposeAsync();
    }

    private static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<DbConnection> ConnectAsync(StoreEndpoint wanted, CancellationToken cancellationToken)
    {
        var opening = Task.Run(() => dialect.OpenAsync(wanted, cancellationToken), CancellationToken.None);
        try
        {
            return await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = DisposeLaterAsync(opening);
            throw;
        }
        catch (Exception e)
        {
            var failure = dialect.Describe(e, "");
            throw new CellException(
                failure.Code,
                $"{dialect.Title} at {wanted.Host}:{wanted.Port} let nobody in: {failure.Message}\nIf it was stopped or killed, start it again: await lab.{dialect.LabProperty}.RestartAsync();",
                inner: e);
        }
    }

    private async Task<bool> AnswersAsync(DbConnection open, CancellationToken cancellationToken)
    {
        if (open.State != ConnectionState.Open) return false;
        var ping = Task.Run(() => dialect.PingAsync(open), CancellationToken.None);
        try
        {
            await ping.WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Abandon();
            throw;
        }
        catch (Exception e) when (e is DbException or IOException or InvalidOperationException or ObjectDisposedException)
        {
            return false;
        }
    }
}
