using System.Globalization;
using StackExchange.Redis;

namespace StorageCourse.Chapters;

/// <summary>The database in which answers work and checks look: number 1 of a lab's Redis, emptied first.</summary>
internal sealed class RedisPractice : IDisposable
{
    private readonly ConnectionMultiplexer redis;

    private RedisPractice(ConnectionMultiplexer redis) => this.redis = redis;

    /// <summary>The database.</summary>
    public IDatabase Database => redis.GetDatabase(1);

    /// <summary>Connects, and empties the database.</summary>
    /// <param name="server">The lab's name of the server: "redis", "durable".</param>
    public static async Task<RedisPractice> OpenAsync(string server)
    {
        var practice = new RedisPractice(await Lab.Require(server).ConnectAsync());
        await practice.CallAsync("FLUSHDB");
        return practice;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public Task<RedisResult> CallAsync(string command, params object[] arguments) => Database.ExecuteAsync(command, arguments);

    /// <summary>The answer of a command as text; "" where there is none.</summary>
    public async Task<string> TextAsync(string command, params object[] arguments) => (string?)await CallAsync(command, arguments) ?? "";

    /// <summary>The answer of a command as a list of texts.</summary>
    public async Task<List<string>> TextsAsync(string command, params object[] arguments) => [.. ((RedisValue[]?)await CallAsync(command, arguments) ?? []).Select(item => item.ToString())];

    /// <summary>The answer of a command as a whole number; 0 where it is none.</summary>
    public async Task<long> NumberAsync(string command, params object[] arguments) => long.TryParse(await TextAsync(command, arguments), CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <inheritdoc/>
    public void Dispose() => redis.Dispose();
}
