using System.Globalization;
using System.Text;
using StorageCourse.Cells.Redis;

namespace StorageCourse.Shops;

/// <summary>
/// Loads the shop into Redis, pipelined: a hash for each row under the table's name and the row's key, <c>orders:4711</c>, <c>order_items:4711:1</c>.
/// Values are text; times are UTC, as in <c>2025-12-31 23:59:59</c>. A NULL is a field that is not there.
/// </summary>
internal static class RedisLoader
{
    /// <summary>How many commands travel together; their replies are read before the next ones are sent.</summary>
    private const int BatchSize = 2_000;

    /// <summary>Replaces the tables' keys; those of others stay, for the server may be shared.</summary>
    public static async Task LoadAsync(RespConnection redis, ShopTable[] tables, Action<int> loaded, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            await RemoveAsync(redis, table.Name, cancellationToken);
            var key = table.PrimaryKey.Split(", ").Select(name => Array.FindIndex(table.Columns, column => column.Name == name)).ToArray();
            var names = table.Columns.Select(column => Encoding.UTF8.GetBytes(column.Name)).ToArray();
            foreach (var rows in table.Rows.Chunk(BatchSize))
            {
                await SendAsync(redis, rows.Select(row => Command(table.Name, key, names, row)), rows.Length, cancellationToken);
                loaded(rows.Length);
            }
        }
    }

    private static byte[][] Command(string table, int[] key, byte[][] names, object?[] row)
    {
        var parts = new List<byte[]>((2 * row.Length) + 2) { "HSET"u8.ToArray(), Encoding.UTF8.GetBytes($"{table}:{string.Join(':', key.Select(i => Text(row[i]!)))}") };
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] is not { } value) continue;
            parts.Add(names[i]);
            parts.Add(Encoding.UTF8.GetBytes(Text(value)));
        }

        return [.. parts];
    }

    private static async Task RemoveAsync(RespConnection redis, string table, CancellationToken cancellationToken)
    {
        var cursor = "0";
        do
        {
            var reply = await redis.CallAsync(cancellationToken, "SCAN", cursor, "MATCH", table + ":*", "COUNT", "5000");
            cursor = reply.Items[0].Text;
            var keys = reply.Items[1].Items.Select(item => Encoding.UTF8.GetBytes(item.Text)).ToArray();
            if (keys.Length > 0) await SendAsync(redis, [["UNLINK"u8.ToArray(), .. keys]], 1, cancellationToken);
        }
        while (cursor != "0");
    }

    private static async Task SendAsync(RespConnection redis, IEnumerable<IReadOnlyList<byte[]>> commands, int count, CancellationToken cancellationToken)
    {
        await redis.SendAsync(commands, cancellationToken);
        RespReply? error = null;
        for (var i = 0; i < count; i++)
            if (await redis.ReceiveAsync(cancellationToken) is { IsError: true } reply) error ??= reply;
        if (error is not null) throw new RespException(error.Text);
    }

    private static string Text(object value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        decimal money => money.ToString("0.00", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
