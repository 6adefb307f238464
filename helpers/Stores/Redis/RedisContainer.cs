using System.Globalization;
using System.Text;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;
using StorageCourse.Labs.Containers;
using Testcontainers.Redis;

namespace StorageCourse.Stores.Redis;

/// <summary>Redis in a container.</summary>
internal sealed record RedisContainer() : ContainerImage("redis", "redis", "redis:7.0.15-bookworm", 6379, "default", "0", "redis://:{0}@127.0.0.1:{1}")
{
    public override ContainerOrder Configure(ContainerOrder order, IReadOnlyDictionary<string, string> settings) => order with
    {
        // A file, for a command line is seen by everybody. It lies where the server may write it anew: CONFIG REWRITE.
        Command = ["redis-server", "/data/redis.conf"],
        Files = new Dictionary<string, string> { ["/data/redis.conf"] = Configuration(order.Password, settings) },
        // For redis-cli inside.
        Environment = new Dictionary<string, string> { ["REDISCLI_AUTH"] = order.Password },
    };

    public override IContainer Build(IImage image, ContainerOrder order, ILogger logger) => ContainerBuilders.Complete(new RedisBuilder(image), order, logger).Build();

    private static string Configuration(string password, IReadOnlyDictionary<string, string> settings)
    {
        var lines = new StringBuilder().Append(CultureInfo.InvariantCulture, $"requirepass {password}\ndir /data\n");
        foreach (var (name, value) in settings) lines.Append(name).Append(' ').Append(value).Append('\n');
        return lines.ToString();
    }
}
