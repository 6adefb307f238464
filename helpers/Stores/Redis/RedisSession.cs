using System.Net.Sockets;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Redis;

/// <summary>One connection that stays open between cells: its database, MULTI, WATCH and tracking are the session.</summary>
internal sealed class RedisSession(string store, string name) : StoreSession<RespConnection>(store, name)
{
    // An interrupt has 2 s in all: half for a client that is unblocked, the rest for giving up.
    private static readonly TimeSpan UnblockPatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ScriptPatience = TimeSpan.FromSeconds(15);

    protected override string WhatIsGone => ": its MULTI and WATCH, its chosen database and its tracking are gone";

    /// <summary>Sends commands and reads their replies; on an interrupt a blocking command is unblocked on the server.</summary>
    /// <param name="open">What <see cref="StoreSession{RespConnection}.OpenAsync"/> gave.</param>
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

    protected override async Task<RespConnection> ConnectAsync(StoreServer server, CancellationToken cancellationToken)
    {
        try
        {
            return await RespConnection.ConnectAsync(server.Endpoint, cancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException or RespException)
        {
            throw Refused(server, "Redis", e is RespException refused ? refused.Code : "ConnectionFailed", e.Message, e);
        }
    }

    protected override Task<bool> AnswersAsync(RespConnection open, CancellationToken cancellationToken) => Task.FromResult(!open.IsBroken && !open.IsClosedByServer);

    protected override void Close(RespConnection old) => old.Dispose();

    // CLIENT UNBLOCK ends BLPOP and the like; a script that runs on and on ends by SCRIPT KILL alone, which the server takes only after busy-reply-threshold.
    private async Task UnblockAsync(long client)
    {
        using var deadline = new CancellationTokenSource(UnblockPatience);
        try
        {
            using var other = await RespConnection.ConnectAsync(Endpoint!, deadline.Token);
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
                using var other = await RespConnection.ConnectAsync(Endpoint!, deadline.Token);
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
