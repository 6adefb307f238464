using System.Net.Sockets;
using System.Text;
using StorageCourse.Labs.Containers;

namespace StorageCourse.Tests.Labs;

/// <summary>What is said of a Docker engine that can't serve. Each engine here is a socket that behaves like one in trouble.</summary>
public sealed class DockerTroubleTests : IDisposable
{
    private static readonly string[] Patient = ["HTTP/1.1 200 OK", "Content-Type: application/json", "Content-Length: 34", "", "{\"ApiVersion\":\"1.44\",\"Os\":\"linux\"}"];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task One_that_answers_is_in_no_trouble() => (await AskAsync(Patient)).ShouldBeNull();

    [Fact]
    public async Task An_interface_that_is_too_old_is_named_with_what_is_needed() =>
        (await AskAsync([.. Patient.Select(line => line.Replace("1.44", "1.40", StringComparison.Ordinal))]))
            .ShouldNotBeNull().ShouldMatch("speaks version 1.40 of its interface, and 1.41 .* or newer is needed; update Docker");

    [Fact]
    public async Task Windows_containers_are_of_no_use() =>
        (await AskAsync([.. Patient.Select(line => line.Replace("linux", "windows", StringComparison.Ordinal).Replace("34", "36", StringComparison.Ordinal))])).ShouldNotBeNull().ShouldContain("switch Docker Desktop to Linux containers");

    [Fact]
    public async Task An_error_in_place_of_an_answer_is_told() =>
        (await AskAsync(["HTTP/1.1 503 Service Unavailable", "Content-Length: 0", "", ""])).ShouldNotBeNull().ShouldContain("answers with an error (503); restart it");

    [Fact]
    public async Task An_engine_that_has_ended_and_left_its_socket_does_not_run()
    {
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(folder.Path("sock")));
            using var engine = new DockerEngine(Endpoint("sock"));
            (await engine.WhySilentAsync(Token)).ShouldBe($"the Docker engine at {folder.Path("sock")} does not run; start Docker Desktop, or sudo systemctl start docker");
        }
    }

    [Fact]
    public void A_user_without_rights_is_told_the_group() =>
        DockerTrouble.WhyUnreachable(Endpoint("sock"), new HttpRequestException("no", new SocketException((int)SocketError.AccessDenied)))
            .ShouldBe($"your user may not talk to the Docker engine at {folder.Path("sock")}; sudo usermod -aG docker \"$USER\", then log in again");

    [Theory]
    [InlineData("unix:///var/run/docker.sock", true)]
    [InlineData("npipe:////./pipe/docker_engine", true)]
    [InlineData("tcp://127.0.0.1:2375", true)]
    [InlineData("tcp://db.example:2375", false)]
    [InlineData("ssh://ann@db.example", false)]
    public void Only_an_engine_of_this_machine_publishes_on_its_loopback(string address, bool expected) => new DockerEndpoint(new Uri(address)).IsLocal.ShouldBe(expected);

    [Theory]
    [InlineData("failed to register layer: write /usr/lib/x: no space left on device", "disk is full")]
    [InlineData("toomanyrequests: You have reached your pull rate limit", "too many requests")]
    [InlineData("manifest for postgres:99 not found: manifest unknown: manifest unknown", "no image postgres:15")]
    [InlineData("no matching manifest for linux/arm64/v8 in the manifest list entries", "for this machine's processor")]
    [InlineData("pull access denied for postgres, repository does not exist or may require 'docker login'", "docker login")]
    [InlineData("Get \"https://registry.example/v2/\": dial tcp: lookup registry.example: no such host", "does not reach its registry")]
    [InlineData("Get \"https://registry.example/v2/\": proxyconnect tcp: dial tcp 127.0.0.1:1: connect: connection refused", "does not reach its registry")]
    [InlineData("Get \"https://registry.example/v2/\": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)", "does not reach its registry")]
    public void What_the_engine_says_of_a_pull_becomes_what_helps(string said, string expected)
    {
        var explained = DockerTrouble.Explain("postgres:15", $"first line\n{said}\nlast line").ShouldNotBeNull();
        explained.ShouldContain(expected);
        explained.ShouldContain("(Docker: ");
        explained.ShouldNotContain("last line");
    }

    [Fact]
    public void Of_a_clients_message_only_the_engines_own_words_are_repeated() =>
        DockerTrouble.Explain("redis:7", "X.DockerApiException: responded with status code='InternalServerError', response='{\"message\":\"Get \\\"https://r/v2/\\\": dial tcp: i/o timeout\"}\n'.")
            .ShouldNotBeNull().ShouldEndWith("(Docker: Get \"https://r/v2/\": dial tcp: i/o timeout)");

    [Fact]
    public void Another_fault_is_not_explained_away() => DockerTrouble.Explain("postgres:15", "the server ended with code 1").ShouldBeNull();

    /// <summary>What is said of an engine that answers every request with these lines.</summary>
    private async Task<string?> AskAsync(string[] answer)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder.Path("sock")));
        listener.Listen();
        var serving = Task.Run(async () =>
        {
            using var connection = await listener.AcceptAsync(Token);
            await connection.ReceiveAsync(new byte[4096], Token);
            await connection.SendAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", answer)), Token);
            // Until the client has read it.
            await connection.ReceiveAsync(new byte[1], Token);
        }, Token);
        string? why;
        using (var engine = new DockerEngine(Endpoint("sock"))) why = await engine.WhySilentAsync(Token);
        await serving;
        return why;
    }

    private DockerEndpoint Endpoint(string name) => new(new Uri("unix://" + folder.Path(name)));
}
