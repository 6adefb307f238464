using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Packages;

/// <summary>helpers/packages/mongodb-driver.csx in the published kernel, where its package restores.</summary>
public sealed class MongoDbDriverTests
{
    [Fact]
    public async Task What_the_driver_returns_is_shown_as_documents_and_never_the_password()
    {
        await using var kernel = await CourseKernel.StartAsync();
        await kernel.ValueAsync("#!import ../helpers/setup.csx\nvar lab = await Lab.StartAsync(Need.Mongo);");
        var import = await kernel.RunAsync("#!import ../helpers/packages/mongodb-driver.csx");
        Assert.SkipWhen(import.Traceback.Contains("PackageNotFound", StringComparison.Ordinal), "MongoDB.Driver does not restore here");
        await kernel.ValueAsync("""
            var sent = new ConcurrentQueue<BsonDocument>();
            var database = MongoDriver.Connect(lab.Mongo, sent);
            var things = database.GetCollection<BsonDocument>("things");
            await things.InsertManyAsync([BsonDocument.Parse("{ _id: 1, name: 'é' }"), BsonDocument.Parse("{ _id: 2, name: 'x' }")]);
            """);

        (await kernel.ValueAsync("await things.Find(\"{ _id: 1 }\").FirstAsync()")).ShouldBe("{ _id: 1, name: 'é' }");
        (await kernel.ValueAsync("await things.Find(\"{}\").ToListAsync()")).ShouldBe("_id | name\n  1 | é   \n  2 | x   \n2 rows");
        (await kernel.ValueAsync("new { document = new BsonDocument(\"a\", new BsonArray { 1, BsonNull.Value }), id = ObjectId.Empty }"))
            .ShouldBe("{ document = { a: [1, null] }, id = \"000000000000000000000000\" }");
        (await kernel.ValueAsync("sent.Select(command => command.GetElement(0).Name).ToList()")).ShouldBe("[\"insert\", \"find\", \"find\"]");
        (await kernel.ValueAsync("(await MongoDriver.ExplainAsync(database, sent.Last())).Root.Kind")).ShouldBe("COLLSCAN");

        var password = await kernel.ValueAsync("lab.Mongo.Endpoint.Password");
        password.ShouldNotBeEmpty();
        foreach (var value in new[] { "database", "database.Client", "database.Client.Settings", "database.Client.Settings.Credential", "new MongoUrl(lab.Mongo.Uri)" })
        {
            var shown = await kernel.RunAsync(value);
            shown.Result.ShouldNotBeNull(shown.Traceback).ShouldNotContain(password);
            (shown.ResultHtml ?? "").ShouldNotContain(password);
        }
    }
}
