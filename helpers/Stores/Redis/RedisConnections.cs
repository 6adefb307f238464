using System.Globalization;
using StackExchange.Redis;

namespace StorageCourse;

/// <summary>StackExchange.Redis, connected to the lab.</summary>
public static class RedisConnections
{
    /// <summary>
    /// Connects to a lab's Redis, in the lab's logical database: <c>await lab.Redis.ConnectAsync()</c>. One connection serves a whole program, and finds
    /// the server again after a restart. Of a server of the lab's own it also runs commands of administration (FLUSHALL, CONFIG, CLIENT, …).
    /// </summary>
    /// <param name="server">A Redis server: <c>lab.Redis</c>, <c>lab["cache"]</c>.</param>
    /// <exception cref="NotSupportedException">It is another store's.</exception>
    /// <exception cref="RedisConnectionException">It does not answer within five seconds, or refuses.</exception>
    public static async Task<ConnectionMultiplexer> ConnectAsync(this StoreServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return await ConnectionMultiplexer.ConnectAsync(Options(server));
    }

    /// <summary>The server's own counters, as INFO lists them: "total_reads_processed", "used_memory" (bytes), "total_net_output_bytes", …</summary>
    /// <param name="database">Any database of the server.</param>
    /// <exception cref="RedisCommandException">The server is shared, and INFO counts as administration.</exception>
    public static async Task<IReadOnlyDictionary<string, double>> CountersAsync(this IDatabaseAsync database)
    {
        ArgumentNullException.ThrowIfNull(database);
        var counters = new Dictionary<string, double>();
        foreach (var line in ((string?)await database.ExecuteAsync("INFO") ?? "").Split('\n'))
            if (line.Trim().Split(':', 2) is [var name, var text] && double.TryParse(text, CultureInfo.InvariantCulture, out var value)) counters[name] = value;
        return counters;
    }

    private static ConfigurationOptions Options(StoreServer server)
    {
        var endpoint = server.Endpoint;
        if (endpoint.Store != "redis") throw new NotSupportedException($"expected a Redis server, got {endpoint.Store}");
        return new()
        {
            EndPoints = { { endpoint.Host, endpoint.Port } },
            User = endpoint.User is "" or "default" ? null : endpoint.User,
            Password = endpoint.Password,
            DefaultDatabase = int.Parse(endpoint.Database, CultureInfo.InvariantCulture),
            AllowAdmin = server.IsOwn,
            ClientName = "storage-course",
        };
    }
}
