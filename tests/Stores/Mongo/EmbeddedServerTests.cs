using MongoDB.Bson;
using MongoDB.Driver;
using StorageCourse.Docstore.Wire;
using StorageCourse.Host;
using StorageCourse.Labs;
using StorageCourse.Stores.Mongo;
using StorageCourse.Tests.Labs;

namespace StorageCourse.Tests.Stores.Mongo;

/// <summary>docstore in MongoDB's place, within this process.</summary>
[Collection(LabCollection.Name)]
public sealed class EmbeddedServerTests
{
    private static BsonDocument Ana => new() { { "_id", 1 }, { "name", "Ana" } };

    private static BsonDocument Ping => new() { { "ping", 1 } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stop_keeps_the_data_a_kill_loses_them_and_the_log_says_so()
    {
        await using var server = await StartAsync(Need.Mongo.Own());
        var store = MongoStore.Of(server);
        await store.Collection("guests").InsertOneAsync(Ana, cancellationToken: Token);
        var endpoint = server.Endpoint;

        await server.StopAsync(Token);
        await Should.ThrowAsync<Exception>(() => store.Collection("guests").CountDocumentsAsync("{}", cancellationToken: Token));
        await server.RestartAsync(Token);
        server.Endpoint.ShouldBe(endpoint);
        (await store.Collection("guests").CountDocumentsAsync("{}", cancellationToken: Token)).ShouldBe(1);

        await server.KillAsync(Token);
        await server.RestartAsync(Token);
        (await store.Collection("guests").CountDocumentsAsync("{}", cancellationToken: Token)).ShouldBe(0);
        (await server.LogTail()).ShouldContain("killed; it was in memory, so its data are lost");
    }

    [Fact]
    public async Task A_paused_server_answers_when_it_is_resumed()
    {
        await using var server = await StartAsync(Need.Mongo.Own());
        var store = MongoStore.Of(server);
        await store.Database().RunCommandAsync<BsonDocument>(Ping, cancellationToken: Token);
        await server.PauseAsync(Token);
        var waiting = store.Database().RunCommandAsync<BsonDocument>(Ping, cancellationToken: Token);
        waiting.IsCompleted.ShouldBeFalse();
        await server.ResumeAsync(Token);
        (await waiting)["ok"].AsDouble.ShouldBe(1);
    }

    [Fact]
    public async Task A_shared_one_is_not_broken_and_one_with_settings_is_passed_over()
    {
        await using var server = await StartAsync(Need.Mongo);
        (await Should.ThrowAsync<InvalidOperationException>(() => server.KillAsync(Token))).Message.ShouldContain("Need.Mongo.Own()");
        (await new EmbeddedProvider().WhyNotAsync(Need.Mongo.With("cache", "1"), Token)).ShouldNotBeNull().ShouldContain("cache");
        new EmbeddedProvider().IsFor("redis").ShouldBeFalse();
    }

    [Fact]
    public async Task The_lab_says_what_it_leaves_out()
    {
        await using var server = await StartAsync(Need.Mongo);
        var row = new LabStore(Need.Mongo, server, TimeSpan.FromMilliseconds(5), null);
        LabTable.Of([row]).ToBundle().Data[MimeType.Text].ShouldContain("docstore 7.0.0");
        LabTable.Of([row]).Rows[0][2].ShouldBe($"embedded ({MongoRecipe.DocstoreNote})");
        server.ToString().ShouldNotContain(server.Endpoint.Password);
    }

    [Fact]
    public async Task Attached_to_a_server_of_others_a_session_works_in_a_database_that_it_removes()
    {
        await using var theirs = await MongoServer.StartAsync(new() { Password = "p@ss/w:rd" });
        using var client = new MongoClient(theirs.Uri);
        await client.GetDatabase("theirs").GetCollection<BsonDocument>("c").InsertOneAsync(Ana, cancellationToken: Token);

        var attached = await new MongoRecipe().AttachAsync(theirs.Uri, Token);
        attached.Endpoint.Flavor.ShouldBe("docstore");
        var server = new AttachedServer(Need.Mongo, attached);
        var store = MongoStore.Of(server);
        await store.Collection("guests").InsertOneAsync(Ana, cancellationToken: Token);
        (await NamesAsync(client)).ShouldBe(["theirs", SessionName.Current], ignoreOrder: true);
        await server.DisposeAsync();
        (await NamesAsync(client)).ShouldBe(["theirs"]);
    }

    [Fact]
    public void A_MongoDB_older_than_6_is_refused() =>
        Should.Throw<InvalidOperationException>(() => StoreRecipes.RequireSupported(new MongoRecipe(), new("mongo", "mongodb", new(5, 0), "h", 1, "", "", "")))
            .Message.ShouldContain("6.0");

    private static Task<StoreServer> StartAsync(Need need) => new EmbeddedProvider().StartAsync(need, Token);

    private static async Task<IReadOnlyList<string>> NamesAsync(MongoClient client) => await (await client.ListDatabaseNamesAsync(Token)).ToListAsync(Token);
}
