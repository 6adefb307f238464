using System.Security.Cryptography;
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

    /// <summary>Options that follow the command which the product's builder says.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Variables beside those that the product's builder sets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files that must be there before the first start, by their paths; only root can read them.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>The name of a replica set of one member; "" for a server that is none.</summary>
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
            // There are servers that want letters of both cases and digits.
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
        return image.Configure(order, need.Settings);
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Image.Image} on 127.0.0.1:{HostPort}";
}
