using System.Globalization;
using StorageCourse.Cells.Redis;

namespace StorageCourse.Exercises;

/// <summary>The database in which answers work and checks look: number 1 of a lab's Redis, emptied first.</summary>
internal sealed class RedisPractice : IDisposable
{
    private readonly RespConnection connection;

    private RedisPractice(RespConnection connection) => this.connection = connection;

    /// <summary>Connects, and empties the database.</summary>
    /// <param name="server">The lab's name of the server: "redis", "durable".</param>
    public static async Task<RedisPractice> OpenAsync(string server)
    {
        var practice = new RedisPractice(await RespConnection.ConnectAsync(Lab.Require(server).Endpoint with { Database = "1" }, default));
        await practice.CallAsync("FLUSHDB");
        return practice;
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public Task<RespReply> CallAsync(params string[] command) => connection.CallAsync(default, command);

    /// <summary>The answer of a command as text.</summary>
    public async Task<string> TextAsync(params string[] command) => (await CallAsync(command)).Text;

    /// <summary>The answer of a command as a list of texts.</summary>
    public async Task<List<string>> TextsAsync(params string[] command) => [.. (await CallAsync(command)).Items.Select(item => item.Text)];

    /// <summary>The answer of a command as a whole number; 0 where it is none.</summary>
    public async Task<long> NumberAsync(params string[] command) => long.TryParse(await TextAsync(command), CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
