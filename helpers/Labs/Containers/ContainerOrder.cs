using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using StorageCourse.Platform;

namespace StorageCourse.Labs.Containers;

/// <summary>One container that is to be started for a need. <see cref="ContainerBuilders"/> has it made.</summary>
internal sealed record ContainerOrder
{
    /// <summary>What runs in it.</summary>
    public required ContainerImage Image { get; init; }

    /// <summary>The engine, as DOCKER_HOST names it.</summary>
    public required Uri Engine { get; init; }

    /// <summary>Where it is to be reached, on 127.0.0.1 and nowhere else; the same after each restart.</summary>
    public required int HostPort { get; init; }

    /// <summary>The administrator's password: letters and digits. It must not stand in a command line.</summary>
    public required string Password { get; init; }

    /// <summary>By which the course finds its containers.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Whether Testcontainers' reaper has to remove it after a crash, because nothing of the course's own can.</summary>
    public required bool NeedsReaper { get; init; }

    /// <summary>The container's command, in place of the image's; empty to leave it.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables beside those that the product's builder sets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files that must be there before the first start, by their paths; only root can read them.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>MongoDB's replica set of one member; "" for a server that is none.</summary>
    public string ReplicaSet { get; init; } = "";

    /// <summary>An order with a password of its own, for a container that goes at the end of a session; the session's guard knows of it from now on.</summary>
    public static ContainerOrder Make(Need need, ContainerImage image, Uri engine, int hostPort, string sessionFolder)
    {
        var session = Path.GetFileName(sessionFolder);
        var isGuarded = ProcessGuard.CanRemoveContainers(engine);
        if (isGuarded) ProcessGuard.RemoveContainers(engine, $"{ContainerLabels.Session}={session}", sessionFolder);
        var order = new ContainerOrder
        {
            Image = image,
            Engine = engine,
            HostPort = hostPort,
            // SQL Server wants letters of both cases and digits.
            Password = "Aa1" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            NeedsReaper = !isGuarded,
            Labels = new Dictionary<string, string>
            {
                [ContainerLabels.Store] = need.Store,
                [ContainerLabels.Session] = session,
                [ContainerLabels.Owner] = isGuarded ? ProcessGuard.OwnerOf(sessionFolder) : ProcessGuard.Owner,
                [ContainerLabels.Container] = Guid.NewGuid().ToString("N"),
            },
        };
        return order.With(need.Settings);
    }

    /// <summary>The order with a need's settings, as the server's own options or configuration.</summary>
    internal ContainerOrder With(IReadOnlyDictionary<string, string> settings) => Image.Flavor switch
    {
        // In place of the builder's own command, which switches fsync off: here the disk is what is looked at.
        "postgresql" => this with { Command = ["postgres", .. settings.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"])] },
        "mariadb" => this with { Command = ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci", "--skip-name-resolve", .. Options(settings)] },
        "mysql" => this with { Command = ["--character-set-server=utf8mb4", "--skip-name-resolve", .. Options(settings)] },
        "redis" => this with
        {
            // A file, for a command line is seen by everybody. It lies where the server may write it anew: CONFIG REWRITE.
            Command = ["redis-server", "/data/redis.conf"],
            Files = new Dictionary<string, string> { ["/data/redis.conf"] = RedisConfiguration(settings) },
            // For redis-cli inside.
            Environment = new Dictionary<string, string> { ["REDISCLI_AUTH"] = Password },
        },
        "mongodb" => this with
        {
            ReplicaSet = settings.GetValueOrDefault("replSet", ""),
            Command = [.. settings.Where(setting => setting.Key != "replSet").SelectMany(setting => (string[])[$"--{setting.Key}", setting.Value])],
        },
        "sqlserver" => this with { Environment = settings },
        var flavor => throw new NotSupportedException($"expected a flavor that an image has, got \"{flavor}\""),
    };

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Image.Image} on 127.0.0.1:{HostPort}";

    private string RedisConfiguration(IReadOnlyDictionary<string, string> settings)
    {
        var lines = new StringBuilder().Append(CultureInfo.InvariantCulture, $"requirepass {Password}\ndir /data\n");
        foreach (var (name, value) in settings) lines.Append(name).Append(' ').Append(value).Append('\n');
        return lines.ToString();
    }

    private static IEnumerable<string> Options(IReadOnlyDictionary<string, string> settings) => settings.Select(setting => $"--{setting.Key}={setting.Value}");
}
