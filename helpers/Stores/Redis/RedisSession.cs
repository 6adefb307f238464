using System.Net.Sockets;
using StorageCourse.Host;

namespace StorageCourse.Stores.Redis;

/// <summary>One connection that stays open between cells: its database, MULTI, WATCH and tracking are the session.</summary>
internal sealed class RedisSession(string store, string name)
{
    // An interrupt has 2 s in all: half for a client that is unblocked, the rest for giving up.
    private static readonly TimeSpan UnblockPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ScriptPatience = TimeSpan.FromSeconds(15);
    private RespConnection? connection;
    private StoreEndpoint? endpoint;
    private bool lost;

    private string Called => name.Length == 0 ? "the session" : $"session {name}";

    /// <summary>The open connection, a new one where there was none or the server has closed it.</summary>
    /// <returns>The connection, and what the learner must know about it; null where nothing happened.</returns>
    /// <exception cref="CellException">The server does not answer.</exception>
    public async Task<(RespConnection Connection, string? Note)> OpenAsync(StoreEndpoint wanted, CancellationToken cancellationToken)
    {
        string? note = null;
        if (connection is not null && endpoint != wanted)
        {
            note = $"{Called} is new: the lab's {store} is another server now ({wanted})";
            Abandon();
            lost = false;
        }

        if (connection is not null && (connection.IsBroken || connection.IsClosedByServer)) Abandon();
        if (connection is not null) return (connection, null);
        try
        {
            connection = await RespConnection.ConnectAsync(wanted, cancellationToken);
            endpoint = wanted;
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or RespException)
        {
            throw new CellException(
                e is RespException refused ? refused.Code : "ConnectionFailed",
                $"Redis at {wanted.Host}:{wanted.Port} let nobody in: {e.Message}\nIf it was stopped or killed, start it again: await lab.Redis.RestartAsync();",
                inner: e);
        }

        if (lost) note = $"{Called} was lost and is new: its MULTI and WATCH, its chosen database and its tracking are gone";
        lost = false;
        return (connection, note);
    }

    /// <summary>Sends commands and reads their replies; on an interrupt a blocking command is unblocked on the server.</summary>
    /// <param name="open">What <see cref="OpenAsync"/> gave.</param>
    /// <param name="commands">Sent in one write.</param>
    /// <param name="received">Called with each reply.</param>
    /// <param name="interrupt">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was interrupted. If the server did not let go in time, the session is lost.</exception>
    public async Task RunAsync(RespConnection open, IReadOnlyList<IReadOnlyList<byte[]>> commands, Action<RespReply> received, CancellationToken interrupt)
    {
        var running = PipelineAsync();
        try
        {
            await running.WaitAsync(interrupt);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            var unblocking = UnblockAsync(open.ClientId);
            await Task.WhenAny(running, Task.Delay(UnblockPatience, CancellationToken.None));
            if (!running.IsCompletedSuccessfully) Abandon();
            await Task.WhenAll(running, unblocking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException)
        {
            Abandon();
            throw;
        }

        async Task PipelineAsync()
        {
            await open.SendAsync(commands, CancellationToken.None);
            for (var i = 0; i < commands.Count; i++) received(await open.ReceiveAsync(CancellationToken.None));
        }
    }

    /// <summary>Gives the connection up; the next cell opens another and says so.</summary>
    public void Abandon()
    {
        var old = connection;
        connection = null;
        lost = true;
        old?.Dispose();
    }

    // CLIENT UNBLOCK ends BLPOP and the like; a script that runs on and on ends by SCRIPT KILL alone, which the server takes only after busy-reply-threshold.
    private async Task UnblockAsync(long client)
    {
        using var deadline = new CancellationTokenSource(UnblockPatience);
        try
        {
            using var other = await RespConnection.ConnectAsync(endpoint!, deadline.Token);
            await other.CallAsync(deadline.Token, "CLIENT", "UNBLOCK", client.ToString(System.Globalization.CultureInfo.InvariantCulture), "ERROR");
        }
        catch (RespException e) when (e.Code == "BUSY")
        {
            await KillScriptAsync();
        }
        catch (OperationCanceledException)
        {
            _ = KillScriptAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or RespException or TimeoutException)
        {
            // The session is given up in any case.
        }
    }

    private async Task KillScriptAsync()
    {
        using var deadline = new CancellationTokenSource(ScriptPatience);
        while (!deadline.IsCancellationRequested)
        {
            try
            {
                using var other = await RespConnection.ConnectAsync(endpoint!, deadline.Token);
                await other.CallAsync(deadline.Token, "SCRIPT", "KILL");
                return;
            }
            catch (TimeoutException)
            {
                // The server listens again when its busy-reply-threshold is over.
            }
            catch (Exception e) when (e is IOException or SocketException or RespException or OperationCanceledException)
            {
                // There was no script, or it has written already and can't be killed: the next cell will say that the server does not answer.
                return;
            }
        }
    }
}
