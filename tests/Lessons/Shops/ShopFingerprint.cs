using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MongoDB.Bson;
using MongoDB.Driver;
using StorageCourse.Lessons.Shops;
using StorageCourse.Stores.Redis;

namespace StorageCourse.Tests.Lessons.Shops;

/// <summary>One sum over all rows of the shop at scale S, whatever store they come from.</summary>
internal static class ShopFingerprint
{
    /// <summary>The sum of the rows as they were first published.</summary>
    public const string Known = "daddb10a092f8ecc9567b3624a2e4faac321222fda9345823b05c298871e0448";

    private static readonly (string Table, string Key)[] Tables =
    [
        ("customers", "id"), ("products", "id"), ("orders", "id"), ("order_items", "order_id, line"), ("reviews", "id"), ("page_views", "id"),
        ("customer_imports", "line"),
    ];

    public static string OfGenerator()
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        IEnumerable<object>[] tables =
        [
            Shop.Customers(), Shop.Products(), Shop.Orders(), Shop.OrderItems(), Shop.Reviews(), Shop.PageViews(), Shop.CustomerImports(),
        ];
        foreach (var table in tables)
        {
            System.Reflection.PropertyInfo[]? properties = null;
            foreach (var row in table)
            {
                properties ??= [.. row.GetType().GetProperties().Where(property => property.Name != "EqualityContract")];
                Add(sum, properties.Select(property => property.GetValue(row)));
            }
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    public static async Task<string> OfStoreAsync(DbConnection connection)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (table, key) in Tables)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"select * from {table} order by {key}";
            await using var reader = await command.ExecuteReaderAsync();
            var values = new object[reader.FieldCount];
            while (await reader.ReadAsync())
            {
                reader.GetValues(values);
                Add(sum, values);
            }
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    public static async Task<string> OfMongoAsync(MongoStore mongo)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in ShopTables.All(new ShopGenerator(Scale.S)))
        {
            foreach (var document in await mongo.Collection(table.Name).Find("{}").Sort("{ _id: 1 }").ToListAsync())
                Add(sum, table.Columns.Select(column => Value(document.GetValue(column.Name == table.PrimaryKey ? "_id" : column.Name, BsonNull.Value))));
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    public static async Task<string> OfRedisAsync(RespConnection redis)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in ShopTables.All(new ShopGenerator(Scale.S)))
        {
            // The generator says which rows there are; what they hold is read from the server.
            var key = table.PrimaryKey.Split(", ").Select(name => Array.FindIndex(table.Columns, column => column.Name == name)).ToArray();
            foreach (var rows in table.Rows.Chunk(2_000))
            {
                await redis.SendAsync(rows.Select(row => new[] { "HGETALL"u8.ToArray(), Encoding.UTF8.GetBytes($"{table.Name}:{string.Join(':', key.Select(i => row[i]))}") }), default);
                for (var i = 0; i < rows.Length; i++)
                {
                    var fields = (await redis.ReceiveAsync(default)).Pairs.ToDictionary(pair => pair.Key.Text, pair => pair.Value.Text, StringComparer.Ordinal);
                    Add(sum, table.Columns.Select(column => fields.TryGetValue(column.Name, out var text) ? text.Replace(" 00:00:00", "", StringComparison.Ordinal) : null));
                }
            }
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    private static object? Value(BsonValue value) => value switch
    {
        BsonDocument document => document.ToJson(new() { OutputMode = MongoDB.Bson.IO.JsonOutputMode.RelaxedExtendedJson }),
        BsonDecimal128 number => Decimal128.ToDecimal(number.Value),
        _ => BsonTypeMapper.MapToDotNetValue(value),
    };

    private static void Add(IncrementalHash sum, IEnumerable<object?> row) =>
        sum.AppendData(Encoding.UTF8.GetBytes(string.Join('\t', row.Select(Text)) + "\n"));

    /// <summary>The same text for a value whatever type a driver has for it.</summary>
    private static string Text(object? value) => value switch
    {
        null or DBNull => "NULL",
        DateTime time when time.TimeOfDay == TimeSpan.Zero => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.00", CultureInfo.InvariantCulture),
        string text when text.StartsWith('{') => Sorted(text),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>jsonb keeps the keys in an order of its own.</summary>
    private static string Sorted(string json)
    {
        using var document = JsonDocument.Parse(json);
        return string.Join(',', document.RootElement.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => $"{property.Name}={JsonSerializer.Serialize(property.Value)}"));
    }
}
