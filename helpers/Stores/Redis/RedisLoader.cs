using System.Globalization;
using StackExchange.Redis;
using StorageCourse.Stores.Loading;

namespace StorageCourse.Stores.Redis;

/// <summary>
/// Loads the shop into Redis, pipelined: a hash for each row under the table's name and the row's key, <c>orders:4711</c>, <c>order_items:4711:1</c>.
/// Values are text; times are UTC, as in <c>2025-12-31 23:59:59</c>. A NULL is a field that is not there.
/// </summary>
internal static class RedisLoader
{
    /// <summary>How many commands are under way together.</summary>
    private const int BatchSize = 2_000;

    /// <summary>Replaces the tables' keys; those of others stay, for the server may be shared.</summary>
    public static async Task LoadAsync(IDatabase redis, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken)
    {
        foreach (var table in tables)
        {
            await RemoveAsync(redis, table.Name, cancellationToken);
            var key = table.PrimaryKey.Split(", ").Select(name => Array.FindIndex(table.Columns, column => column.Name == name)).ToArray();
            foreach (var rows in table.Rows.Chunk(BatchSize))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.WhenAll(rows.Select(row => redis.HashSetAsync($"{table.Name}:{string.Join(':', key.Select(i => Text(row[i]!)))}", Fields(table, row))));
                loaded(rows.Length);
            }
        }
    }

    private static HashEntry[] Fields(TableData table, object?[] row) =>
        [.. table.Columns.Zip(row).Where(field => field.Second is not null).Select(field => new HashEntry(field.First.Name, Text(field.Second!)))];

    private static async Task RemoveAsync(IDatabase redis, string table, CancellationToken cancellationToken)
    {
        var server = redis.Multiplexer.GetServers()[0];
        var keys = new List<RedisKey>();
        await foreach (var key in server.KeysAsync(redis.Database, table + ":*", pageSize: 5_000).WithCancellation(cancellationToken)) keys.Add(key);
        await Task.WhenAll(keys.Chunk(BatchSize).Select(part => redis.KeyDeleteAsync(part)));
    }

    private static string Text(object value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        decimal money => money.ToString("0.00", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
