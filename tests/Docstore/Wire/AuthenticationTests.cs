using System.Globalization;
using System.Text;
using StorageCourse.Docstore.Authentication;
using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Docstore.Client;
using StorageCourse.Docstore.Wire;
using StorageCourse.Tests.Docstore.Clients;

namespace StorageCourse.Tests.Docstore.Wire;

/// <summary>SCRAM-SHA-256, and what may be asked before it.</summary>
public sealed class AuthenticationTests : IAsyncLifetime
{
    private MongoServer server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await MongoServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Every_server_has_a_random_password_of_its_own()
    {
        await using var other = await MongoServer.StartAsync();
        server.Password.Length.ShouldBe(32);
        other.Password.ShouldNotBe(server.Password);
    }

    [Theory]
    [InlineData("find")]
    [InlineData("listDatabases")]
    [InlineData("endSessions")]
    [InlineData("serverStatus")]
    [InlineData("getLog")]
    public async Task A_command_before_authentication_is_refused_with_13(string command)
    {
        if (!StorageCourse.Docstore.Commands.CommandTable.All.ContainsKey(command)) return;
        await using var client = await WireClient.ConnectAsync($"mongodb://{server.Endpoint}/", Token);
        var error = await Should.ThrowAsync<MongoError>(() => client.RunCommandAsync("admin", new() { { command, 1 } }, Token));
        (error.Code, error.CodeName).ShouldBe((13, "Unauthorized"));
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("ping")]
    [InlineData("buildInfo")]
    [InlineData("connectionStatus")]
    [InlineData("whatsmyuri")]
    public async Task What_mongod_answers_to_anybody_is_answered_to_anybody(string command)
    {
        await using var client = await WireClient.ConnectAsync($"mongodb://{server.Endpoint}/", Token);
        (await client.RunCommandAsync("admin", new() { { command, 1 } }, Token))["ok"].AsDouble.ShouldBe(1);
    }

    [Theory]
    [InlineData("mongodb://course:wrong@{0}/")]
    [InlineData("mongodb://nobody:{1}@{0}/")]
    [InlineData("mongodb://course:{1}@{0}/?authSource=shop")]
    public async Task A_wrong_user_password_or_database_is_refused_alike(string uri)
    {
        var error = await Should.ThrowAsync<MongoError>(() => WireClient.ConnectAsync(string.Format(CultureInfo.InvariantCulture, uri, server.Endpoint, server.Password), Token));
        (error.Code, error.Message).ShouldBe((18, "Authentication failed."));
    }

    [Fact]
    public async Task Scram_sha_1_is_refused_by_name()
    {
        await using var client = await WireClient.ConnectAsync($"mongodb://{server.Endpoint}/", Token);
        var start = new BsonDocument { { "saslStart", 1 }, { "mechanism", "SCRAM-SHA-1" }, { "payload", BsonValue.FromBinary(new(0, "n,,n=course,r=x"u8.ToArray())) } };
        var error = await Should.ThrowAsync<MongoError>(() => client.RunCommandAsync("admin", start, Token));
        (error.Code, error.CodeName).ShouldBe((334, "MechanismUnavailable"));
        error.Message.ShouldContain("SCRAM-SHA-256");
        var hello = await client.RunCommandAsync("admin", new() { { "hello", 1 }, { "saslSupportedMechs", "admin.course" } }, Token);
        hello["saslSupportedMechs"].ToString().ShouldBe("""["SCRAM-SHA-256"]""");
    }

    [Theory]
    [InlineData("y,,n=course,r=abc")]
    [InlineData("n,,n=course")]
    [InlineData("n,,")]
    [InlineData("")]
    public async Task A_first_message_that_is_none_of_scram_is_a_protocol_error(string payload)
    {
        await using var client = await WireClient.ConnectAsync($"mongodb://{server.Endpoint}/", Token);
        var start = new BsonDocument { { "saslStart", 1 }, { "mechanism", "SCRAM-SHA-256" }, { "payload", BsonValue.FromBinary(new(0, Encoding.UTF8.GetBytes(payload))) } };
        (await Should.ThrowAsync<MongoError>(() => client.RunCommandAsync("admin", start, Token))).CodeName.ShouldBe("ProtocolError");
    }

    [Fact]
    public async Task Passwords_of_any_letters_are_prepared_as_other_clients_prepare_them()
    {
        // A ligature, a soft hyphen and a wide space, which SASLprep makes "fi", nothing and a space; and what a URI has to escape.
        const string password = "\ufb01x\u00ad\u3000p@ss/w:rd";
        await using var own = await MongoServer.StartAsync(new() { User = "ann,=", Password = password });
        await using (var client = await WireClient.ConnectAsync(own.Uri, Token))
            (await client.RunCommandAsync("admin", new() { { "connectionStatus", 1 } }, Token))["authInfo"].AsDocument["authenticatedUsers"].AsArray.Count.ShouldBe(1);
        (await ClientProcess.NodeAsync(own.Uri, "await client.connect(); print(await client.db('admin').command({ ping: 1 }));")).ShouldBe(["""{"ok":1}"""]);
        SaslPrep.Prepare(password).ShouldBe("fix p@ss/w:rd");
    }

    // RFC 4013, section 3.
    [Theory]
    [InlineData("I\u00adX", "IX")]
    [InlineData("user", "user")]
    [InlineData("USER", "USER")]
    [InlineData("\u00aa", "a")]
    [InlineData("\u2168", "IX")]
    public void Saslprep_does_as_its_examples(string password, string prepared) => SaslPrep.Prepare(password).ShouldBe(prepared);

    [Theory]
    [InlineData("a\u0007")]
    [InlineData("a\ue000")]
    [InlineData("a\ud800")]
    public void Saslprep_refuses_what_is_prohibited_without_repeating_it(string password) =>
        Should.Throw<ArgumentException>(() => SaslPrep.Prepare(password)).Message.ShouldStartWith("expected a password");
}
