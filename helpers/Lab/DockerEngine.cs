using System.Net.Http.Headers;
using System.Net.Sockets;

namespace StorageCourse.Labs;

/// <summary>Whether a Docker engine answers on this machine.</summary>
internal static class DockerEngine
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>Why none answers and what would help; null where one does.</summary>
    public static async Task<string?> WhyMissingAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host && !host.StartsWith("unix://", StringComparison.Ordinal))
            return null; // An engine elsewhere, perhaps behind TLS: its client will say whether it answers.
        if (OperatingSystem.IsWindows()) return File.Exists(@"\\.\pipe\docker_engine") ? null : "Docker Desktop does not run; start it";
        var path = Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 7 } named ? named["unix://".Length..] : "/var/run/docker.sock";
        if (!File.Exists(path)) return $"no Docker engine listens on {path}; install or start Docker";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            using var handler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, token) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), token);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            };
            using var client = new HttpClient(handler);
            client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("storage-course", "1"));
            using var response = await client.GetAsync(new Uri("http://docker/_ping"), deadline.Token);
            return response.IsSuccessStatusCode ? null : $"the Docker engine at {path} answers with an error ({(int)response.StatusCode})";
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"the Docker engine at {path} does not answer: {error.Message}";
        }
    }
}
