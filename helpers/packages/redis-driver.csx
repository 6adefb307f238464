#r "nuget: StackExchange.Redis, 2.13.23"

using System.Globalization;
using StackExchange.Redis;

/// <summary>Connects StackExchange.Redis to the lab. Keeps to what its versions 1.2.6 and 2.13 have in common.</summary>
public static class RedisDriver
{
    private const int Attempts = 3;

    // Longer than the library's own wait for a connection, five seconds, so that its error comes first.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Connects to a lab's Redis; the multiplexer reconnects by itself when the server comes back.</summary>
    public static async Task<ConnectionMultiplexer> ConnectAsync(StorageCourse.StoreServer server)
    {
        var endpoint = server.Endpoint;
        var options = new ConfigurationOptions
        {
            Password = endpoint.Password,
            DefaultDatabase = int.Parse(endpoint.Database, CultureInfo.InvariantCulture),
            AllowAdmin = server.IsOwn,
            ClientName = "storage-course",
        };
        options.EndPoints.Add(endpoint.Host, endpoint.Port);
        // Version 1.2.6 knows no user names: it always is "default".
        if (endpoint.User is not ("" or "default")) typeof(ConfigurationOptions).GetProperty("User")?.SetValue(options, endpoint.User);
        for (var attempt = 1; ; attempt++)
        {
            var connecting = ConnectAsync(options);
            if (attempt == Attempts || await Task.WhenAny(connecting, Task.Delay(Patience)) == connecting) return await connecting;
            _ = connecting.ContinueWith(late => late.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
        }
    }

    // Connected is who has got an answer. Version 1.2.6 waits for ever for one that is lost, which was seen once, at the first command.
    private static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await redis.GetDatabase().PingAsync();
        return redis;
    }

    /// <summary>The server's own counters, as INFO lists them: "total_reads_processed", "used_memory", "total_net_output_bytes", …</summary>
    public static async Task<IReadOnlyDictionary<string, double>> CountersAsync(IDatabase database)
    {
        var counters = new Dictionary<string, double>();
        foreach (var line in ((string)await database.ExecuteAsync("INFO"))!.Split('\n'))
        {
            var parts = line.Trim().Split(':', 2);
            if (parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) counters[parts[0]] = value;
        }

        return counters;
    }

    /// <summary>Has its values shown as what they are: text, tables of entries, lists.</summary>
    internal static void RegisterForms()
    {
        Show((RedisValue value) => (string)value);
        Show((RedisChannel channel) => (string)channel);
        Show((HashEntry entry) => new { name = (string)entry.Name, value = (string)entry.Value });
        Show((SortedSetEntry entry) => new { element = (string)entry.Element, score = entry.Score });
        Show((RedisResult reply) => Plain(reply));
        // Its members would show the password, in Configuration.
        Show((ConnectionMultiplexer redis) => new
        {
            client = redis.ClientName,
            endpoints = string.Join(", ", redis.GetEndPoints().Select(endpoint => endpoint.ToString())),
            connected = redis.IsConnected,
        });
    }

    private static void Show<T>(Func<T, object> form) =>
        StorageCourse.Host.CourseHost.Current.Register(StorageCourse.Host.ValueForm.For(form));

    // A reply as text, or as a list of what is in it; null for nil, and an error's message.
    private static object Plain(RedisResult reply)
    {
        if (reply is null || reply.IsNull) return null;
        RedisResult[] parts;
        try { parts = (RedisResult[])reply; }
        catch (InvalidCastException) { return (string)reply; }
        catch (RedisServerException error) { return error.Message; }
        return parts.Select(Plain).ToList();
    }
}

RedisDriver.RegisterForms();
