using Dapper;
using Npgsql;
using StorageCourse.Stores.PostgreSql;

namespace StorageCourse.Chapters;

/// <summary>
/// Connections on which an answer is called several times at once, and an auditor that asks the server what they do. Whether somebody waits is the
/// server's word; a clock only ends what would hang.
/// </summary>
internal sealed class Callers : IAsyncDisposable
{
    /// <summary>The key of the advisory lock at which callers can be stopped: see <see cref="CloseGateAsync"/>.</summary>
    private const int Gate = 8086;
    private const string Schema = "practice";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(3);
    private readonly List<NpgsqlConnection> connections = [];
    private readonly SemaphoreSlim turn = new(1, 1);

    private Callers(NpgsqlConnection auditor) => Auditor = auditor;

    /// <summary>A connection that no answer gets.</summary>
    public NpgsqlConnection Auditor { get; }

    /// <summary>The callers' connections.</summary>
    public IReadOnlyList<NpgsqlConnection> Connections => connections;

    /// <summary>Makes the schema practice anew and opens the connections in it.</summary>
    /// <param name="count">How many callers.</param>
    /// <param name="tables">What makes its tables and rows.</param>
    public static async Task<Callers> OpenAsync(int count, string tables)
    {
        var auditor = await ConnectAsync();
        var callers = new Callers(auditor);
        try
        {
            await auditor.ExecuteAsync($"set client_min_messages = warning; drop schema if exists {Schema} cascade; create schema {Schema}; {tables}");
            for (var i = 0; i < count; i++) callers.connections.Add(await ConnectAsync());
            return callers;
        }
        catch
        {
            await callers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops every update of a table before its first row is changed, until <see cref="OpenGateAsync"/>: so all have read before anybody writes.</summary>
    public Task CloseGateAsync(string table) => Auditor.ExecuteAsync($"""
        create or replace function pass() returns trigger language plpgsql as 'begin perform pg_advisory_xact_lock_shared({Gate}); return new; end';
        drop trigger if exists pass on {table};
        create trigger pass before update on {table} for each row execute function pass();
        select pg_advisory_lock({Gate});
        """);

    /// <summary>Lets go whoever was stopped.</summary>
    public Task OpenGateAsync() => Auditor.ExecuteAsync($"select pg_advisory_unlock({Gate})");

    /// <summary>Whether the server has a caller wait for a lock.</summary>
    public Task<bool> IsBlockedAsync(int caller) => AskAsync<bool>($"select cardinality(pg_blocking_pids({connections[caller].ProcessID})) > 0");

    /// <summary>Whether a caller has a transaction open while it does nothing.</summary>
    public Task<bool> IsIdleInTransactionAsync(int caller) =>
        AskAsync<bool>($"select coalesce((select state like 'idle in transaction%' from pg_stat_activity where pid = {connections[caller].ProcessID}), false)");

    /// <summary>Asks the server for one value; several may ask at once.</summary>
    public async Task<T> AskAsync<T>(string sql)
    {
        await turn.WaitAsync();
        try
        {
            return (await Auditor.ExecuteScalarAsync<T>(sql))!;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Returns when each of some calls has ended, waits for a lock, or is where <paramref name="isHere"/> says.</summary>
    /// <param name="calls">All calls, by caller.</param>
    /// <param name="who">The callers that are waited for.</param>
    /// <param name="isHere">Whether a caller has come to where it shall stand; null where there is no such place.</param>
    /// <exception cref="TimeoutException">A call does none of these.</exception>
    public async Task UntilStillAsync(IReadOnlyList<Task> calls, IEnumerable<int> who, Func<int, bool>? isHere = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        foreach (var caller in who)
        {
            while (!calls[caller].IsCompleted && isHere?.Invoke(caller) != true && !await IsBlockedAsync(caller))
            {
                if (TimeProvider.System.GetElapsedTime(started) > Deadline)
                    throw new TimeoutException($"call {caller + 1} of {calls.Count} neither ended nor waited for a lock within {Deadline.TotalSeconds} s");
                await Task.Delay(Poll);
            }
        }
    }

    /// <summary>Waits for all calls. Ends the transaction of one that returned with it open, so that the others can go on.</summary>
    /// <returns>What is wrong: an error that escaped, or a transaction left open; null if nothing.</returns>
    public async Task<string?> EndAsync(IReadOnlyList<Task> calls)
    {
        string? wrong = null;
        var open = Enumerable.Range(0, calls.Count).ToList();
        while (open.Count > 0)
        {
            var first = await Task.WhenAny(open.Select(caller => calls[caller]).Append(Task.Delay(Deadline)));
            var ended = open.Where(caller => calls[caller].IsCompleted).ToList();
            if (ended.Count == 0)
            {
                if (first.IsCompleted) return wrong ?? $"{open.Count} of {calls.Count} calls had not ended after {Deadline.TotalSeconds} s.";
                continue;
            }

            foreach (var caller in ended)
            {
                open.Remove(caller);
                if (calls[caller].Exception?.GetBaseException() is { } error)
                {
                    if (error is NotAttempted) throw error;
                    wrong ??= error is PostgresException server ? $"An error came out of your code: {server.SqlState} {server.MessageText}." : $"An error came out of your code: {error.GetType().Name}: {error.Message}";
                }

                if (!await IsIdleInTransactionAsync(caller)) continue;
                wrong ??= "Your code returned, and its transaction was still open: it holds its locks until somebody ends it.";
                await connections[caller].ExecuteAsync("rollback");
            }
        }

        return wrong;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections) await connection.DisposeAsync();
        try
        {
            await Auditor.ExecuteAsync($"drop schema if exists {Schema} cascade");
        }
        finally
        {
            await Auditor.DisposeAsync();
        }
    }

    private static async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = await PostgreSqlConnections.OpenAsync(Lab.Require("postgres").Endpoint, pooling: false, CancellationToken.None);
        await connection.ExecuteAsync($"set search_path = {Schema}");
        try
        {
            // A deadlock is found after this time; the server's own second would be a long time for a check.
            await connection.ExecuteAsync("set deadlock_timeout = '50ms'");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Then it takes its second.
        }

        return connection;
    }
}
