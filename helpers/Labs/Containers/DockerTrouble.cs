using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace StorageCourse.Labs.Containers;

/// <summary>What goes wrong with a Docker engine, in words that say what helps.</summary>
internal static partial class DockerTrouble
{
    // The engine's own words, which come through whatever client: https://github.com/moby/moby, https://github.com/distribution/distribution.
    private static readonly (string[] Words, Func<string, string> Help)[] Known =
    [
        (["no space left on device"], _ => "the Docker engine's disk is full; free some with docker system prune, or give Docker Desktop a larger one"),
        (["toomanyrequests", "rate limit"], image => $"the registry lets nobody pull {image} for now (too many requests); wait, or docker login"),
        (["no matching manifest", "does not match the specified platform", "no match for platform"], image => $"there is no image {image} for this machine's processor; name another one"),
        (["manifest unknown", "manifest for"], image => $"the registry has no image {image}; correct the setting that names it"),
        (["pull access denied", "unauthorized", "denied: requested access", "authentication required", "insufficient_scope"], image => $"the registry does not give {image} to this user; correct its name, or docker login"),
        (["proxyconnect", "no such host", "network is unreachable", "no route to host", "i/o timeout", "TLS handshake timeout", "connection refused", "Client.Timeout exceeded", "context deadline exceeded", "server misbehaving", "connection reset by peer", "certificate signed by unknown authority"],
            image => $"{image} can't be pulled, because the Docker engine does not reach its registry; check the network and the engine's proxy, or bring the image with docker load"),
        (["exec format error"], image => $"{image} is for another processor than this machine's; name another one"),
        (["cannot allocate memory", "OCI runtime create failed"], _ => "the Docker engine can't run containers here; docker run --rm hello-world shows more"),
    ];

    /// <summary>What is missing and what would help, where a container failed to start for lack of something; null where the fault is another.</summary>
    /// <param name="image">What was to run.</param>
    /// <param name="message">What Testcontainers and the engine said.</param>
    public static string? Explain(string image, string message)
    {
        foreach (var (words, help) in Known)
            if (words.FirstOrDefault(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } found)
                return $"{help(image)} (Docker: {LineWith(message, found)})";
        return null;
    }

    /// <summary>Why an engine can't be reached.</summary>
    public static string WhyUnreachable(DockerEndpoint endpoint, Exception error) => SocketErrorIn(error) switch
    {
        SocketError.AccessDenied => $"your user may not talk to the Docker engine at {endpoint}; sudo usermod -aG docker \"$USER\", then log in again",
        SocketError.ConnectionRefused or SocketError.AddressNotAvailable => $"the Docker engine at {endpoint} does not run; start Docker Desktop, or sudo systemctl start docker",
        _ => $"the Docker engine at {endpoint} does not answer ({error.Message}); restart it",
    };

    private static SocketError? SocketErrorIn(Exception? error) => error switch
    {
        null => null,
        SocketException socket => socket.SocketErrorCode,
        UnauthorizedAccessException => SocketError.AccessDenied,
        _ => SocketErrorIn(error.InnerException),
    };

    [GeneratedRegex("""\{"message":"(?<said>(\\.|[^"\\])*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EnginesOwn();

    private static string LineWith(string message, string word)
    {
        const int longest = 200;
        var line = message.Split('\n').First(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)).Trim();
        // The engine's answer, without what a client says around it.
        if (EnginesOwn().Match(line) is { Success: true } own) line = own.Groups["said"].Value.Replace("\\\"", "\"", StringComparison.Ordinal);
        return line.Length <= longest ? line : line[..longest] + "…";
    }
}
