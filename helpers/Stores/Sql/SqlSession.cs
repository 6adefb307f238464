using System.Data;
using System.Data.Common;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Sql;

/// <summary>A connection that stays open between cells: its transaction, temporary tables and settings are the session.</summary>
internal sealed class SqlSession(SqlDialect dialect, string store, string name) : StoreSession<DbConnection>(store, name)
{
    // An interrupt has 2 s in all.
    private static readonly TimeSpan CancellationPatience = TimeSpan.FromSeconds(1.4);

    /// <summary>Called with each notice of the server.</summary>
    public Action<string>? Notice { get; set; }

    /// <summary>Whether the connection can take another statement.</summary>
    public bool IsOpen => Connection?.State == ConnectionState.Open;

    protected override string WhatIsGone => ": its transaction was rolled back, its temporary tables and settings are gone";

    /// <summary>Waits for what a command does; on an interrupt the command is cancelled on the server.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted. The session is usable, unless the server did not answer in time: then it is lost.</exception>
    public async Task<T> WaitAsync<T>(DbCommand command, Task<T> running, CancellationToken cancellationToken)
    {
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

    protected override async Task<DbConnection> ConnectAsync(StoreServer server, CancellationToken cancellationToken)
    {
        var opening = Task.Run(() => dialect.OpenAsync(server.Endpoint, cancellationToken), CancellationToken.None);
        try
        {
            var connection = await opening.WaitAsync(cancellationToken);
            dialect.OnNotice(connection, text => Notice?.Invoke(text));
            return connection;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = DisposeLaterAsync(opening);
            throw;
        }
        catch (Exception e)
        {
            var failure = dialect.Describe(e, "");
            throw Refused(server, dialect.Title, failure.Code, failure.Message, e);
        }
    }

    protected override void Close(DbConnection old) => old.Dispose();

    protected override async Task<bool> AnswersAsync(DbConnection open, CancellationToken cancellationToken)
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

    private static async Task DisposeLaterAsync(Task<DbConnection> opening)
    {
        await Quietly(opening);
        if (opening.IsCompletedSuccessfully) await (await opening).DisposeAsync();
    }

    private static async Task Quietly(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
