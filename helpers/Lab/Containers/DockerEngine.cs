using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace StorageCourse.Labs;

/// <summary>
/// A Docker engine, asked through its HTTP interface (https://docs.docker.com/reference/api/engine/): whether it answers, and what is done to containers
/// that exist. To make them is a driver's work, see <see cref="IContainerDriver"/>.
/// </summary>
internal sealed class DockerEngine : IDisposable
{
    /// <summary>Docker 20.10, of 2020: the oldest that was tried.</summary>
    private static readonly Version OldestApi = new(1, 41);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly HttpClient client;

    public DockerEngine(DockerEndpoint endpoint)
    {
        Endpoint = endpoint;
        client = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, token) => endpoint.ConnectAsync(token), UseProxy = false })
        {
            BaseAddress = new Uri("http://docker/"),
            Timeout = Deadline,
        };
    }

    /// <summary>Where it listens.</summary>
    public DockerEndpoint Endpoint { get; }

    /// <summary>Why no engine on this machine can serve, and what would help; null where one can.</summary>
    public static async Task<string?> WhyMissingAsync(CancellationToken cancellationToken)
    {
        DockerEndpoint endpoint;
        try
        {
            endpoint = DockerEndpoint.Find();
        }
        catch (FormatException error)
        {
            return error.Message;
        }

        if (!endpoint.IsLocal)
            return $"{DockerEndpoint.Variable} names an engine on another machine ({endpoint}), whose servers this machine's loopback does not reach; unset it, or attach to a server there";
        if (endpoint.SocketPath is { } path && !File.Exists(path))
            return $"no Docker engine listens on {path}; install Docker (https://docs.docker.com/engine/install/) or start it";
        using var engine = new DockerEngine(endpoint);
        return await engine.WhySilentAsync(cancellationToken);
    }

    /// <summary>Why it can't serve, and what would help; null where it can.</summary>
    public async Task<string?> WhySilentAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            using var response = await client.GetAsync(new Uri("_ping", UriKind.Relative), deadline.Token);
            if (!response.IsSuccessStatusCode) return $"the Docker engine at {Endpoint} answers with an error ({(int)response.StatusCode}); restart it";
            if (Header(response, "Ostype") == "windows") return "the Docker engine runs Windows containers; switch Docker Desktop to Linux containers";
            return Version.TryParse(Header(response, "Api-Version"), out var api) && api < OldestApi
                ? $"the Docker engine at {Endpoint} speaks version {api} of its interface, and {OldestApi} (Docker 20.10) or newer is needed; update Docker"
                : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the Docker engine at {Endpoint} did not answer within {Patience.TotalSeconds:0} s; restart it";
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or IOException or UnauthorizedAccessException)
        {
            return DockerTrouble.WhyUnreachable(Endpoint, error);
        }
    }

    /// <summary>The newest version of its interface that the engine speaks; null where it does not say.</summary>
    public async Task<Version?> ApiVersionAsync(CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri("_ping", UriKind.Relative), cancellationToken);
        return Version.TryParse(Header(response, "Api-Version"), out var version) ? version : null;
    }

    /// <summary>Shuts a container's first process down with its image's signal; after half a minute it is killed.</summary>
    public Task StopAsync(string id, CancellationToken cancellationToken) => PostAsync($"containers/{id}/stop?t=30", cancellationToken);

    /// <summary>Ends it with SIGKILL.</summary>
    public Task KillAsync(string id, CancellationToken cancellationToken) => PostAsync($"containers/{id}/kill", cancellationToken);

    /// <summary>Freezes all of its processes.</summary>
    public Task PauseAsync(string id, CancellationToken cancellationToken) => PostAsync($"containers/{id}/pause", cancellationToken);

    /// <summary>Lets them go on.</summary>
    public Task ResumeAsync(string id, CancellationToken cancellationToken) => PostAsync($"containers/{id}/unpause", cancellationToken);

    /// <summary>Starts a container that was stopped or killed.</summary>
    public Task StartAsync(string id, CancellationToken cancellationToken) => PostAsync($"containers/{id}/start", cancellationToken);

    /// <summary>Ends and removes it, with its anonymous volumes. One that is gone is no error.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await client.DeleteAsync(new Uri($"containers/{id}?force=1&v=1", UriKind.Relative), cancellationToken);
        // 409: it is being removed already.
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict)) await RequireSuccessAsync(response, cancellationToken);
    }

    /// <summary>The containers with a label, also those that have ended.</summary>
    /// <param name="label">"key", or "key=value".</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<DockerContainer>> ListAsync(string label, CancellationToken cancellationToken)
    {
        var filters = Uri.EscapeDataString(JsonSerializer.Serialize(new { label = new[] { label } }));
        using var response = await client.GetAsync(new Uri($"containers/json?all=1&filters={filters}", UriKind.Relative), cancellationToken);
        await RequireSuccessAsync(response, cancellationToken);
        using var list = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return
        [
            .. list.RootElement.EnumerateArray().Select(container => new DockerContainer(
                container.GetProperty("Id").GetString()!,
                container.GetProperty("State").GetString()!,
                container.GetProperty("Labels").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!))),
        ];
    }

    /// <summary>"created", "running", "paused", "restarting", "removing", "exited" or "dead"; null where there is no such container.</summary>
    public async Task<string?> StateAsync(string id, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri($"containers/{id}/json", UriKind.Relative), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        await RequireSuccessAsync(response, cancellationToken);
        using var container = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        return container.RootElement.GetProperty("State").GetProperty("Status").GetString();
    }

    /// <summary>The last lines that a container wrote to its standard output and error.</summary>
    public async Task<string> LogTailAsync(string id, int lines, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"containers/{id}/logs?stdout=1&stderr=1&tail={lines}"), UriKind.Relative), cancellationToken);
        await RequireSuccessAsync(response, cancellationToken);
        return Unframe(await response.Content.ReadAsByteArrayAsync(cancellationToken)).TrimEnd('\n');
    }

    public void Dispose() => client.Dispose();

    /// <summary>Logs come in frames: the stream's number, three zeros, the length in four bytes, the text (ContainerAttach, "Stream format").</summary>
    private static string Unframe(ReadOnlySpan<byte> frames)
    {
        var text = new StringBuilder();
        while (frames.Length >= 8)
        {
            var length = Math.Min(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frames[4..]), frames.Length - 8);
            text.Append(Encoding.UTF8.GetString(frames.Slice(8, length)));
            frames = frames[(8 + length)..];
        }

        return text.ToString();
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private async Task PostAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), null, cancellationToken);
        // 304: it is so already.
        if (response.StatusCode != HttpStatusCode.NotModified) await RequireSuccessAsync(response, cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The engine's own words.</exception>
    private static async Task RequireSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode) return;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        throw new InvalidOperationException($"the Docker engine refused: {MessageIn(body) ?? response.ReasonPhrase}");
    }

    private static string? MessageIn(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("message").GetString();
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return body.Trim() is { Length: > 0 } text ? text : null;
        }
    }
}

/// <summary>A container as an engine lists it.</summary>
/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="State">As <see cref="DockerEngine.StateAsync"/> says it.</param>
/// <param name="Labels">By their keys.</param>
internal sealed record DockerContainer(string Id, string State, IReadOnlyDictionary<string, string> Labels);
