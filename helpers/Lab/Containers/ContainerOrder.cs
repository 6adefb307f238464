namespace StorageCourse.Labs;

/// <summary>What a driver is to start: everything that does not depend on how it does so.</summary>
public sealed record ContainerOrder
{
    /// <summary>What will answer: "postgresql", "mariadb", "mysql", "redis", "mongodb", "sqlserver". It chooses the builder and its wait strategy.</summary>
    public required string Flavor { get; init; }

    /// <summary>The image, with its tag.</summary>
    public required string Image { get; init; }

    /// <summary>For which platform the image is; "" for the engine's own.</summary>
    public required string Platform { get; init; }

    /// <summary>The engine, as DOCKER_HOST names it.</summary>
    public required Uri Engine { get; init; }

    /// <summary>The newest version of its interface that the engine speaks; null where it does not say.</summary>
    public required Version? EngineApi { get; init; }

    /// <summary>Where the server listens inside.</summary>
    public required int Port { get; init; }

    /// <summary>Where it is to be reached, on 127.0.0.1 and nowhere else; the same after each restart.</summary>
    public required int HostPort { get; init; }

    /// <summary>The administrator's name.</summary>
    public required string User { get; init; }

    /// <summary>The administrator's password: letters and digits. It must not stand in a command line.</summary>
    public required string Password { get; init; }

    /// <summary>The database that the image is to make; "" for none.</summary>
    public required string Database { get; init; }

    /// <summary>The container's command, in place of the builder's and the image's; empty to leave it.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Variables beside the builder's.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Files that must be there before the first start, by their paths; only root can read them.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>MongoDB's replica set of one member; "" for a server that is none.</summary>
    public string ReplicaSet { get; init; } = "";

    /// <summary>By which the course finds its containers.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Whether a reaper container has to remove it after a crash, because nothing of the course's own can.</summary>
    public required bool NeedsReaper { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"{Image} on 127.0.0.1:{HostPort}";
}
