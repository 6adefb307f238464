using MongoDB.Bson;
using StorageCourse.Docstore.Wire;
using StorageCourse.Stores.Mongo;
using StorageCourse.Tests.Docstore.Client;

namespace StorageCourse.Tests.Stores.Mongo;

public sealed class MongoConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mongodb://ann:x@h/shop?tls=true", "tls=true&authSource=shop")]
    [InlineData("mongodb://ann:x@h,h2/?replicaSet=rs0", "replicaSet=rs0&authSource=admin")]
    [InlineData("mongodb://ann:x@h/?AuthSource=users", "AuthSource=users")]
    [InlineData("mongodb://ann:x@h/?tls=true&tlsCAFile=%2Fca.pem", "tls=true&tlsCAFile=%2Fca.pem&authSource=admin")]
    [InlineData("mongodb://h", "")]
    public async Task A_connection_strings_options_stay_and_users_are_known_in_the_database_of_the_path_or_in_admin(string text, string options)
    {
        var (url, whole) = await MongoConnection.ParseAsync(text, Token);
        MongoConnection.OptionsOf(url, whole).ShouldBe(options);
    }

    [Theory]
    [InlineData("postgres://ann:secret@h")]
    [InlineData("mongodb://ann:sec@ret@h/shop")]
    [InlineData("mongodb://ann:secret@h:99999/")]
    [InlineData("mongodb://ann:secret@h/?tls=yes")]
    public async Task What_is_no_connection_string_is_refused_without_the_password(string text) =>
        (await Should.ThrowAsync<FormatException>(() => MongoConnection.ParseAsync(text, Token))).Message.ShouldSatisfyAllConditions(
            message => message.ShouldContain("expected mongodb://"), message => message.ShouldNotContain("secret"), message => message.ShouldNotContain("ret@"));

    [Fact]
    public async Task Tls_is_spoken_to_a_server_whose_certificate_is_trusted_and_names_it()
    {
        await using var server = await MongoServer.StartAsync();
        using var front = new TlsFront(server.Endpoint);
        using var folder = new TemporaryFolder();
        var authority = folder.Path("ca.pem");
        await File.WriteAllTextAsync(authority, front.AuthorityPem, Token);
        async Task PingAsync(string host, string options)
        {
            using var client = MongoConnection.Open($"mongodb://{server.User}:{server.Password}@{host}:{front.Port}/?directConnection=true&serverSelectionTimeoutMS=3000&{options}");
            await client.GetDatabase("admin").RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), cancellationToken: Token);
        }

        var trusted = $"tlsCAFile={Uri.EscapeDataString(authority)}";
        await PingAsync("localhost", trusted);
        await Should.ThrowAsync<TimeoutException>(() => PingAsync("localhost", "tls=true"));
        await Should.ThrowAsync<TimeoutException>(() => PingAsync("127.0.0.1", trusted));
        await PingAsync("127.0.0.1", "tls=true&tlsInsecure=true");
    }
}
