using System.Globalization;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Wire;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Docstore.Client;

public sealed class WireClientTests : IAsyncLifetime
{
    private MongoServer server = null!;
    private WireClient client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await MongoServer.StartAsync();
        client = await WireClient.ConnectAsync(server.Uri, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task A_cursor_fetches_batch_after_batch_and_is_closed_when_it_is_left()
    {
        await InsertAsync(1000);
        var seen = 0;
        await foreach (var document in client.RunCursorAsync("shop", new() { { "find", "n" }, { "batchSize", 10 } }, Token)) document["_id"].AsInt32.ShouldBe(seen++);
        seen.ShouldBe(1000);
        await foreach (var document in client.RunCursorAsync("shop", new() { { "find", "n" }, { "batchSize", 10 } }, Token))
        {
            server.Store.Cursors.Count.ShouldBe(1);
            break;
        }

        server.Store.Cursors.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Errors_of_commands_and_of_writes_are_thrown_with_the_servers_code()
    {
        (await Should.ThrowAsync<MongoError>(() => client.RunCommandAsync("shop", new() { { "nonesuch", 1 } }, Token))).CodeName.ShouldBe("CommandNotFound");
        await InsertAsync(1);
        var duplicate = await Should.ThrowAsync<MongoError>(() => InsertAsync(1));
        (duplicate.Code, duplicate.CodeName).ShouldBe((11000, "DuplicateKey"));
        (await client.TryCommandAsync("shop", new() { { "nonesuch", 1 } }, Token))["code"].AsInt32.ShouldBe(59);
    }

    [Fact]
    public async Task Commands_at_once_take_connections_of_their_own_and_no_more_than_allowed()
    {
        await using var narrow = await WireClient.ConnectAsync(server.Uri + "&maxPoolSize=3", Token);
        var before = (await StatusAsync())["totalCreated"].ToInt64();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => narrow.RunCommandAsync("shop", new() { { "ping", 1 } }, Token)));
        ((await StatusAsync())["totalCreated"].ToInt64() - before).ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task An_interrupted_command_ends_on_the_server_too()
    {
        await InsertAsync(1000);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        // A billion combinations.
        var each = new BsonDocument { { "$lookup", new BsonDocument { { "from", "n" }, { "pipeline", new BsonArray() }, { "as", "a" } } } };
        var unwind = new BsonDocument { { "$unwind", "$a" } };
        var forever = new BsonDocument { { "aggregate", "n" }, { "pipeline", new BsonArray { each, unwind, each, unwind, new BsonDocument { { "$count", "n" } } } }, { "cursor", new BsonDocument() } };
        var running = client.RunCommandAsync("shop", forever, interrupt.Token);
        await Eventually(async () => (await OperationsAsync()).Contains("aggregate"));
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        await Eventually(async () => !(await OperationsAsync()).Contains("aggregate"));
        (await client.RunCommandAsync("shop", new() { { "ping", 1 } }, Token))["ok"].AsDouble.ShouldBe(1);
    }

    [Fact]
    public async Task A_command_past_its_maxTimeMS_ends_with_50()
    {
        await InsertAsync(1000);
        var each = new BsonDocument { { "$lookup", new BsonDocument { { "from", "n" }, { "pipeline", new BsonArray() }, { "as", "a" } } } };
        var unwind = new BsonDocument { { "$unwind", "$a" } };
        var command = new BsonDocument { { "aggregate", "n" }, { "pipeline", new BsonArray { each, unwind, each, unwind, new BsonDocument { { "$count", "n" } } } }, { "cursor", new BsonDocument() }, { "maxTimeMS", 50 } };
        (await Should.ThrowAsync<MongoError>(() => client.RunCommandAsync("shop", command, Token))).Code.ShouldBe(50);
    }

    [Fact]
    public async Task What_a_lost_client_ran_is_ended()
    {
        await InsertAsync(1000);
        var other = await WireClient.ConnectAsync(server.Uri, Token);
        var each = new BsonDocument { { "$lookup", new BsonDocument { { "from", "n" }, { "pipeline", new BsonArray() }, { "as", "a" } } } };
        var unwind = new BsonDocument { { "$unwind", "$a" } };
        var running = other.RunCommandAsync("shop", new() { { "aggregate", "n" }, { "pipeline", new BsonArray { each, unwind, each, unwind, new BsonDocument { { "$count", "n" } } } }, { "cursor", new BsonDocument() } }, Token);
        await Eventually(async () => (await OperationsAsync()).Contains("aggregate"));
        await other.DisposeAsync();
        await Eventually(async () => !(await OperationsAsync()).Contains("aggregate"));
        await Should.ThrowAsync<Exception>(() => running);
    }

    [Fact]
    public async Task The_client_outlives_a_restart_of_the_server()
    {
        // Not a port of the system's own choice: an outgoing connection might have it before the restart.
        var options = new MongoServerOptions { Port = FreePort.Find(), Password = "secret" };
        await using var first = await MongoServer.StartAsync(options);
        await using var lasting = await WireClient.ConnectAsync(first.Uri, Token);
        await first.DisposeAsync();
        await Should.ThrowAsync<Exception>(() => lasting.RunCommandAsync("shop", new() { { "ping", 1 } }, Token));
        await using var second = await MongoServer.StartAsync(options);
        (await lasting.RunCommandAsync("shop", new() { { "ping", 1 } }, Token))["ok"].AsDouble.ShouldBe(1);
    }

    [Fact]
    public async Task The_first_host_that_answers_is_taken()
    {
        using var silent = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        silent.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var closed = ((System.Net.IPEndPoint)silent.LocalEndPoint!).Port;
        var credentials = $"{server.User}:{server.Password}";
        await using var connected = await WireClient.ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"mongodb://{credentials}@127.0.0.1:{closed},{server.Endpoint}/"), Token);
        connected.Server.Port.ShouldBe(server.Endpoint.Port);
        var error = await Should.ThrowAsync<IOException>(() => WireClient.ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"mongodb://{credentials}@127.0.0.1:{closed}/"), Token));
        error.Message.ShouldContain(closed.ToString(CultureInfo.InvariantCulture));
        error.Message.ShouldNotContain(server.Password);
    }

    [Fact]
    public async Task Tls_is_spoken_to_a_server_whose_certificate_is_trusted_and_names_it()
    {
        using var front = new TlsFront(server.Endpoint);
        using var folder = new TemporaryFolder();
        var authority = folder.Path("ca.pem");
        await File.WriteAllTextAsync(authority, front.AuthorityPem, Token);
        string Uri(string host, string options) => string.Create(CultureInfo.InvariantCulture, $"mongodb://{server.User}:{server.Password}@{host}:{front.Port}/?directConnection=true&{options}");
        async Task PingAsync(string uri)
        {
            await using var secure = await WireClient.ConnectAsync(uri, Token);
            for (var i = 0; i < 3; i++) await secure.RunCommandAsync("shop", new() { { "ping", 1 } }, Token);
        }

        var trusted = $"tlsCAFile={System.Uri.EscapeDataString(authority)}";
        await PingAsync(Uri("localhost", trusted));
        await Should.ThrowAsync<IOException>(() => PingAsync(Uri("localhost", "tls=true")));
        await Should.ThrowAsync<IOException>(() => PingAsync(Uri("127.0.0.1", trusted)));
        await PingAsync(Uri("127.0.0.1", trusted + "&tlsAllowInvalidHostnames=true"));
        await PingAsync(Uri("127.0.0.1", "tls=true&tlsInsecure=true"));
    }

    private Task<BsonDocument> InsertAsync(int count) =>
        client.RunCommandAsync("shop", new() { { "insert", "n" }, { "documents", new BsonArray(Enumerable.Range(0, count).Select(i => (BsonValue)new BsonDocument { { "_id", i } })) } }, Token);

    private async Task<BsonDocument> StatusAsync() => (await client.RunCommandAsync("admin", new() { { "serverStatus", 1 } }, Token))["connections"].AsDocument;

    private async Task<IReadOnlyList<string>> OperationsAsync() =>
        [.. (await client.RunCommandAsync("admin", new() { { "currentOp", 1 } }, Token))["inprog"].AsArray.Select(operation => operation.AsDocument["command"].AsDocument[0].Name)];

    private static async Task Eventually(Func<Task<bool>> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Token);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await condition()) await Task.Delay(10, deadline.Token);
    }
}
