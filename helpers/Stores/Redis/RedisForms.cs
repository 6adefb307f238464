using StackExchange.Redis;
using StorageCourse.Host;

namespace StorageCourse.Stores.Redis;

/// <summary>How values of StackExchange.Redis are shown: as text, tables of entries, lists, and never with the password.</summary>
internal static class RedisForms
{
    public static void Register()
    {
        Show((RedisValue value) => (string?)value);
        Show((RedisKey key) => (string?)key);
        Show((RedisChannel channel) => (string?)channel);
        Show((HashEntry entry) => new { name = (string?)entry.Name, value = (string?)entry.Value });
        Show((SortedSetEntry entry) => new { element = (string?)entry.Element, score = entry.Score });
        Show((RedisResult reply) => Plain(reply));
        Show((IDatabase database) => new { database = database.Database, endpoints = EndPoints(database.Multiplexer) });
        // Its members would show the password, in Configuration.
        Show((IConnectionMultiplexer redis) => new { client = redis.ClientName, endpoints = EndPoints(redis), connected = redis.IsConnected });
    }

    private static void Show<T>(Func<T, object?> form) where T : notnull => CourseHost.Current.Register(ValueForm.For(form));

    private static string EndPoints(IConnectionMultiplexer redis) => string.Join(", ", redis.GetEndPoints().Select(endpoint => endpoint.ToString()));

    // A reply as text, or as a list of what is in it; null for nil, and an error's message.
    private static object? Plain(RedisResult reply) =>
        reply.IsNull ? null
        : reply.Length >= 0 ? ((RedisResult[])reply!).Select(Plain).ToList()
        : reply.ToString();
}
