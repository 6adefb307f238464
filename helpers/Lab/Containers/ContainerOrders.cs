using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>Turns a need into what a driver is to start.</summary>
internal static class ContainerOrders
{
    /// <summary>An order with a password of its own, for a container that goes at the end of a session; the session's guard knows of it from now on.</summary>
    public static async Task<ContainerOrder> MakeAsync(Need need, ContainerImage image, DockerEngine engine, int hostPort, string sessionFolder, CancellationToken cancellationToken)
    {
        var address = engine.Endpoint.Address;
        var session = Path.GetFileName(sessionFolder);
        var isGuarded = ProcessGuard.CanRemoveContainers(address);
        if (isGuarded) ProcessGuard.RemoveContainers(address, $"{ContainerLabels.Session}={session}", sessionFolder);
        // SQL Server wants letters of both cases and digits.
        var password = "Aa1" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var order = new ContainerOrder
        {
            Flavor = image.Flavor,
            Image = image.Image,
            Platform = image.Platform,
            Engine = address,
            EngineApi = await engine.ApiVersionAsync(cancellationToken),
            Port = image.Port,
            HostPort = hostPort,
            User = image.User,
            Password = password,
            Database = image.Database,
            Environment = image.Environment,
            NeedsReaper = !isGuarded,
            Labels = new Dictionary<string, string>
            {
                [ContainerLabels.Store] = need.Store,
                [ContainerLabels.Session] = session,
                [ContainerLabels.Owner] = isGuarded ? ProcessGuard.OwnerOf(sessionFolder) : ProcessGuard.Owner,
                [ContainerLabels.Container] = Guid.NewGuid().ToString("N"),
            },
        };
        return Configured(order, need.Settings);
    }

    /// <summary>The order with a need's settings, as the server's own options or configuration.</summary>
    internal static ContainerOrder Configured(ContainerOrder order, IReadOnlyDictionary<string, string> settings)
    {
        switch (order.Flavor)
        {
            case "postgresql":
                // In place of the driver's own command, which switches fsync off: here the disk is what is looked at.
                return order with { Command = ["postgres", .. settings.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"])] };
            case "mariadb":
                return order with { Command = ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci", "--skip-name-resolve", .. Options(settings)] };
            case "mysql":
                return order with { Command = ["--character-set-server=utf8mb4", "--skip-name-resolve", .. Options(settings)] };
            case "redis":
                // A file, for a command line is seen by everybody. It lies where the server may write it anew: CONFIG REWRITE.
                var lines = new StringBuilder().Append(CultureInfo.InvariantCulture, $"requirepass {order.Password}\ndir /data\n");
                foreach (var (name, value) in settings) lines.Append(name).Append(' ').Append(value).Append('\n');
                return order with
                {
                    Command = ["redis-server", "/data/redis.conf"],
                    Files = new Dictionary<string, string> { ["/data/redis.conf"] = lines.ToString() },
                    // For redis-cli inside.
                    Environment = With(order.Environment, [new("REDISCLI_AUTH", order.Password)]),
                };
            case "mongodb":
                return order with
                {
                    ReplicaSet = settings.GetValueOrDefault("replSet", ""),
                    Command = [.. settings.Where(setting => setting.Key != "replSet").SelectMany(setting => (string[])[$"--{setting.Key}", setting.Value])],
                };
            case "sqlserver":
                return order with { Environment = With(order.Environment, settings) };
            default:
                throw new ArgumentException($"expected a flavor that an image has, got \"{order.Flavor}\"", nameof(order));
        }
    }

    private static IEnumerable<string> Options(IReadOnlyDictionary<string, string> settings) => settings.Select(setting => $"--{setting.Key}={setting.Value}");

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> environment, IEnumerable<KeyValuePair<string, string>> more)
    {
        var all = new Dictionary<string, string>(environment);
        foreach (var (name, value) in more) all[name] = value;
        return all;
    }
}
