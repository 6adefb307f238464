using System.Globalization;
using System.Net.Sockets;
using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>Redis.</summary>
internal sealed class RedisRecipe : INativeRecipe
{
    private const string Claims = "storage-course:databases";
    private const int LastDatabase = 15;

    public string Store => "redis";

    public IReadOnlyDictionary<string, Version> Oldest { get; } = new Dictionary<string, Version> { ["redis"] = new(6, 2) };

    public string Packages => "redis-server";

    public string ServerUser => "redis";

    public string Initialization => "";

    public Signal StopSignal => Signal.Terminate;

    public Signal DiscardSignal => Signal.Kill;

    public string? FindBinary() => ExecutablePath.Find("redis-server");

    public Task InitializeAsync(string binary, ServerFolder folder, CancellationToken cancellationToken)
    {
        folder.MakeFolder("data");
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> PrepareAsync(string binary, ServerFolder folder, NativeStart start, CancellationToken cancellationToken)
    {
        // Once only: CONFIG REWRITE may have changed the file since.
        if (start.IsFirst)
        {
            var lines = new StringBuilder()
                .Append(CultureInfo.InvariantCulture, $"bind 127.0.0.1\nport {start.Port}\nrequirepass {start.Password}\ndir {Quote(folder.Data)}\n");
            foreach (var (name, value) in start.Settings) lines.Append(name).Append(' ').Append(value).Append('\n');
            await folder.WriteAsync("redis.conf", lines.ToString(), cancellationToken);
        }

        return [binary, Path.Combine(folder.Root, "redis.conf")];
    }

    public async Task<StoreEndpoint?> TryReachAsync(ServerFolder folder, NativeStart start, CancellationToken cancellationToken)
    {
        try
        {
            return await TryReachAsync(new(Store, "redis", new(), "127.0.0.1", start.Port, "default", start.Password, "0"), cancellationToken);
        }
        catch (InvalidOperationException error) when (error.Message.StartsWith("WRONGPASS", StringComparison.Ordinal) || error.Message.StartsWith("ERR AUTH", StringComparison.Ordinal))
        {
            return null; // Somebody else's, who was faster to listen there: ours has this password.
        }
    }

    public async Task<StoreEndpoint?> TryReachAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await using var redis = await RedisProbe.ConnectAsync(endpoint.Host, endpoint.Port, endpoint.User, endpoint.Password, cancellationToken);
            await redis.SendAsync(cancellationToken, "PING");
            return endpoint with { Version = ServerVersion.Parse(await redis.InfoAsync("redis_version", cancellationToken) ?? "") };
        }
        catch (InvalidOperationException error) when (error.Message.StartsWith("LOADING", StringComparison.Ordinal))
        {
            return null; // It reads its data back.
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return null; // It does not listen yet.
        }
    }

    public void GuardLeftovers(ServerFolder folder, int processId)
    {
        // All that it has lies in its folder.
    }

    public async Task<AttachedDatabase> AttachAsync(string connection, CancellationToken cancellationToken)
    {
        var server = ConnectionText.Parse(connection, new("127.0.0.1", 6379, "default", "", "0"));
        await using var redis = await RedisProbe.ConnectAsync(server.Host, server.Port, server.User, server.Password, cancellationToken);
        var version = ServerVersion.Parse(await redis.InfoAsync("redis_version", cancellationToken) ?? "");
        var number = await ClaimAsync(redis, cancellationToken);
        return new(
            new(Store, "redis", version, server.Host, server.Port, server.User, server.Password, number),
            async () =>
            {
                await using var last = await RedisProbe.ConnectAsync(server.Host, server.Port, server.User, server.Password, CancellationToken.None);
                await ClearAsync(last, number, CancellationToken.None);
                await last.SendAsync(CancellationToken.None, "SELECT", "0");
                await last.SendAsync(CancellationToken.None, "HDEL", Claims, number);
            });
    }

    /// <summary>Finds a logical database that is empty and takes it for this session: who has which is kept in a hash in database 0.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    private static async Task<string> ClaimAsync(RedisProbe redis, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= LastDatabase; number++)
        {
            var name = number.ToString(CultureInfo.InvariantCulture);
            await redis.SendAsync(cancellationToken, "SELECT", "0");
            if (await redis.SendAsync(cancellationToken, "HGET", Claims, name) is { } owner && SessionName.IsDead(owner))
            {
                await ClearAsync(redis, name, cancellationToken);
                await redis.SendAsync(cancellationToken, "SELECT", "0");
                await redis.SendAsync(cancellationToken, "HDEL", Claims, name);
            }

            if (await redis.SendAsync(cancellationToken, "HSETNX", Claims, name, SessionName.Current) != "1") continue;
            await redis.SendAsync(cancellationToken, "SELECT", name);
            if (await redis.SendAsync(cancellationToken, "DBSIZE") == "0") return name;
            await redis.SendAsync(cancellationToken, "SELECT", "0");
            await redis.SendAsync(cancellationToken, "HDEL", Claims, name);
        }

        throw new InvalidOperationException($"expected an empty logical database among 1 to {LastDatabase}, but all hold data or belong to other sessions");
    }

    private static async Task ClearAsync(RedisProbe redis, string number, CancellationToken cancellationToken)
    {
        await redis.SendAsync(cancellationToken, "SELECT", number);
        await redis.SendAsync(cancellationToken, "FLUSHDB");
    }

    private static string Quote(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}
