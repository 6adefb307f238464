using System.Globalization;
using System.Net.Sockets;
using System.Text;
using StorageCourse.Labs;
using StorageCourse.Labs.Containers;
using StorageCourse.Platform;

namespace StorageCourse.Stores.Redis;

/// <summary>Redis.</summary>
internal sealed class RedisRecipe : INativeRecipe
{
    private const string Claims = "storage-course:databases";
    private const int LastDatabase = 15;

    public string Store => "redis";

    public string PropertyName => "Redis";

    public IReadOnlyList<ContainerImage> Images { get; } = [new RedisContainer()];

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
        catch (RespException error) when (error.Code == "WRONGPASS" || error.Message.StartsWith("ERR AUTH", StringComparison.Ordinal))
        {
            return null; // Somebody else's, who was faster to listen there: ours has this password.
        }
    }

    public async Task<StoreEndpoint?> TryReachAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using var redis = await RespConnection.ConnectAsync(endpoint, cancellationToken);
            // Unlike HELLO it is refused by a server that has no password, which is not ours.
            if (endpoint is { User: "" or "default", Password.Length: > 0 }) await redis.CallAsync(cancellationToken, "AUTH", endpoint.Password);
            await redis.CallAsync(cancellationToken, "PING");
            return endpoint with { Version = await VersionAsync(redis, cancellationToken) };
        }
        catch (RespException error) when (error.Code == "LOADING")
        {
            return null; // It reads its data back.
        }
        catch (Exception error) when (error is SocketException or IOException or TimeoutException)
        {
            return null; // It does not listen yet.
        }
    }

    public void GuardLeftovers(ServerFolder folder, int processId)
    {
        // All that it has lies in its folder.
    }

    public Task<(string Host, int Port)> AddressAsync(string connection, CancellationToken cancellationToken) => Task.FromResult((Parse(connection).Host, Parse(connection).Port));

    public async Task<AttachedDatabase> AttachAsync(string connection, CancellationToken cancellationToken)
    {
        var server = Parse(connection);
        var whole = new StoreEndpoint(Store, "redis", new(), server.Host, server.Port, server.User, server.Password, "0");
        using var redis = await RespConnection.ConnectAsync(whole, cancellationToken);
        var number = await ClaimAsync(redis, cancellationToken);
        return new(
            whole with { Version = await VersionAsync(redis, cancellationToken), Database = number },
            async () =>
            {
                using var last = await RespConnection.ConnectAsync(whole, CancellationToken.None);
                await ClearAsync(last, number, CancellationToken.None);
                await last.CallAsync(CancellationToken.None, "SELECT", "0");
                await last.CallAsync(CancellationToken.None, "HDEL", Claims, number);
            });
    }

    private static async Task<Version> VersionAsync(RespConnection redis, CancellationToken cancellationToken)
    {
        const string Field = "redis_version:";
        var info = (await redis.CallAsync(cancellationToken, "INFO", "server")).Text;
        return ServerVersion.Parse(info.Split("\r\n").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal))?[Field.Length..] ?? "");
    }

    /// <summary>Finds a logical database that is empty and takes it for this session: who has which is kept in a hash in database 0.</summary>
    /// <exception cref="InvalidOperationException">None is free.</exception>
    private static async Task<string> ClaimAsync(RespConnection redis, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= LastDatabase; number++)
        {
            var name = number.ToString(CultureInfo.InvariantCulture);
            await redis.CallAsync(cancellationToken, "SELECT", "0");
            if (await redis.CallAsync(cancellationToken, "HGET", Claims, name) is { Kind: not RespKind.Null } owner && SessionName.IsDead(owner.Text))
            {
                await ClearAsync(redis, name, cancellationToken);
                await redis.CallAsync(cancellationToken, "SELECT", "0");
                await redis.CallAsync(cancellationToken, "HDEL", Claims, name);
            }

            if ((await redis.CallAsync(cancellationToken, "HSETNX", Claims, name, SessionName.Current)).Text != "1") continue;
            await redis.CallAsync(cancellationToken, "SELECT", name);
            if ((await redis.CallAsync(cancellationToken, "DBSIZE")).Text == "0") return name;
            await redis.CallAsync(cancellationToken, "SELECT", "0");
            await redis.CallAsync(cancellationToken, "HDEL", Claims, name);
        }

        throw new InvalidOperationException($"expected an empty logical database among 1 to {LastDatabase}, but all hold data or belong to other sessions");
    }

    private static async Task ClearAsync(RespConnection redis, string number, CancellationToken cancellationToken)
    {
        await redis.CallAsync(cancellationToken, "SELECT", number);
        await redis.CallAsync(cancellationToken, "FLUSHDB");
    }

    private static string Quote(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    private static ConnectionText Parse(string connection) => ConnectionText.Parse(connection, new("127.0.0.1", 6379, "default", "", "0"));
}
