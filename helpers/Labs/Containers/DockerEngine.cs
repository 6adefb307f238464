using System.Net;
using System.Net.Sockets;
using System.Text;
using Docker.DotNet;

namespace StorageCourse.Labs.Containers;

/// <summary>
/// What the lab asks of a Docker engine beside the making of containers, by Docker.DotNet: whether it answers, and what is done to containers that exist,
/// also those that another process has made.
/// </summary>
internal sealed class DockerEngine : IDisposable
{
    /// <summary>Docker 20.10, of 2020: the oldest that was tried.</summary>
    private static readonly Version OldestApi = new(1, 41);

    /// <summary>Docker 25, which Testcontainers speaks unless it is told otherwise; older engines refuse what is newer than they are.</summary>
    private static readonly Version TestcontainersApi = new(1, 44);
    private const string ApiVariable = "DOCKER_API_VERSION";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly DockerClient client;

    public DockerEngine(DockerEndpoint endpoint)
    {
        Endpoint = endpoint;
        client = new DockerClientBuilder().WithEndpoint(endpoint.Address).WithTimeout(Deadline).Build();
    }

    /// <summary>Where it listens.</summary>
    public DockerEndpoint Endpoint { get; }

    /// <summary>Why no engine on this machine can serve, and what would help; null where one can, and then Testcontainers knows which version it speaks.</summary>
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
        // From here on there is something to talk to, and only now is Docker.DotNet loaded.
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
            var version = await client.System.GetVersionAsync(deadline.Token);
            if (version.Os == "windows") return "the Docker engine runs Windows containers; switch Docker Desktop to Linux containers";
            if (!Version.TryParse(version.APIVersion, out var api)) return null;
            if (api < OldestApi) return $"the Docker engine at {Endpoint} speaks version {api} of its interface, and {OldestApi} (Docker 20.10) or newer is needed; update Docker";
            if (api < TestcontainersApi && Environment.GetEnvironmentVariable(ApiVariable) is null) Environment.SetEnvironmentVariable(ApiVariable, api.ToString());
            return null;
        }
        catch (DockerApiException error)
        {
            return $"the Docker engine at {Endpoint} answers with an error ({(int)error.StatusCode}); restart it";
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            return $"the Docker engine at {Endpoint} did not answer within {Patience.TotalSeconds:0} s; restart it";
        }
        catch (Exception error) when (error is HttpRequestException or SocketException or IOException or UnauthorizedAccessException)
        {
            return DockerTrouble.WhyUnreachable(Endpoint, error);
        }
    }

    /// <summary>The newest version of its interface that the engine speaks.</summary>
    public async Task<string> ApiVersionAsync(CancellationToken cancellationToken) => (await client.System.GetVersionAsync(cancellationToken)).APIVersion;

    /// <summary>Shuts a container's first process down with its image's signal; after half a minute it is killed.</summary>
    public Task StopAsync(string id, CancellationToken cancellationToken) => client.Containers.StopContainerAsync(id, new() { WaitBeforeKillSeconds = 30 }, cancellationToken);

    /// <summary>Ends it with SIGKILL.</summary>
    public Task KillAsync(string id, CancellationToken cancellationToken) => client.Containers.KillContainerAsync(id, new(), cancellationToken);

    /// <summary>Freezes all of its processes.</summary>
    public Task PauseAsync(string id, CancellationToken cancellationToken) => client.Containers.PauseContainerAsync(id, cancellationToken);

    /// <summary>Lets them go on.</summary>
    public Task ResumeAsync(string id, CancellationToken cancellationToken) => client.Containers.UnpauseContainerAsync(id, cancellationToken);

    /// <summary>Starts a container that was stopped or killed.</summary>
    public Task StartAsync(string id, CancellationToken cancellationToken) => client.Containers.StartContainerAsync(id, new(), cancellationToken);

    /// <summary>Ends and removes it, with its anonymous volumes. One that is gone is no error.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await client.Containers.RemoveContainerAsync(id, new() { Force = true, RemoveVolumes = true }, cancellationToken);
        }
        catch (DockerApiException error) when (error.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
        {
            // 409: it is being removed already.
        }
    }

    /// <summary>The containers with a label, also those that have ended.</summary>
    /// <param name="label">A key, or a key, '=' and a value.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IList<Docker.DotNet.Models.ContainerListResponse>> ListAsync(string label, CancellationToken cancellationToken) =>
        await client.Containers.ListContainersAsync(
            new() { All = true, Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [label] = true } } }, cancellationToken);

    /// <summary>"created", "running", "paused", "restarting", "removing", "exited" or "dead"; null where there is no such container.</summary>
    public async Task<string?> StateAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.Containers.InspectContainerAsync(id, cancellationToken)).State?.Status;
        }
        catch (DockerContainerNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The last lines that a container wrote to its standard output and error, in their order.</summary>
    public async Task<string> LogTailAsync(string id, int lines, CancellationToken cancellationToken)
    {
        using var log = await client.Containers.GetContainerLogsAsync(
            id, new() { ShowStdout = true, ShowStderr = true, Tail = lines.ToString(System.Globalization.CultureInfo.InvariantCulture) }, cancellationToken);
        using var text = new MemoryStream();
        await log.CopyOutputToAsync(Stream.Null, text, text, cancellationToken);
        return Encoding.UTF8.GetString(text.ToArray()).TrimEnd('\n');
    }

    public void Dispose() => client.Dispose();
}
