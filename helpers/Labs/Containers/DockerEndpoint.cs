namespace StorageCourse.Labs.Containers;

/// <summary>Where a Docker engine listens.</summary>
/// <param name="Address">As DOCKER_HOST writes it: <c>unix:///var/run/docker.sock</c>, <c>npipe://./pipe/docker_engine</c>, <c>tcp://127.0.0.1:2375</c>.</param>
internal sealed record DockerEndpoint(Uri Address)
{
    /// <summary>The variable that names another engine than this machine's usual one.</summary>
    public const string Variable = "DOCKER_HOST";

    /// <summary>What <c>DOCKER_HOST</c> names, else the first of the usual places where there is a socket, else the usual place.</summary>
    /// <exception cref="FormatException">The variable holds no address.</exception>
    public static DockerEndpoint Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Uri.TryCreate(named, UriKind.Absolute, out var address) ? new(address)
                : throw new FormatException($"expected {Variable} to be an address such as unix:///var/run/docker.sock, got \"{named}\"");
        }

        return OperatingSystem.IsWindows() ? new(new Uri("npipe://./pipe/docker_engine")) : new(new Uri("unix://" + (UsualSockets().FirstOrDefault(File.Exists) ?? "/var/run/docker.sock")));
    }

    /// <summary>Whether what listens on this machine's loopback addresses is what the engine's containers publish there.</summary>
    public bool IsLocal => Address.Scheme is "unix" or "npipe" || Address.IsLoopback;

    /// <summary>The socket's path; null where it is none.</summary>
    public string? SocketPath => Address.Scheme == "unix" ? Uri.UnescapeDataString(Address.AbsolutePath) : null;

    /// <inheritdoc/>
    public override string ToString() => SocketPath ?? Address.OriginalString;

    private static IEnumerable<string> UsualSockets()
    {
        yield return "/var/run/docker.sock";
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        // Docker Desktop on macOS and on Linux, then an engine without root.
        yield return Path.Combine(home, ".docker", "run", "docker.sock");
        yield return Path.Combine(home, ".docker", "desktop", "docker.sock");
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime) yield return Path.Combine(runtime, "docker.sock");
    }
}
