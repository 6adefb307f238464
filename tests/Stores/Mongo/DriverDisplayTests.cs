using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Stores.Mongo;

/// <summary>MongoDB's driver in the published kernel.</summary>
public sealed class DriverDisplayTests
{
    private const string Loaded = "AppDomain.CurrentDomain.GetAssemblies().Any(one => one.GetName().Name!.StartsWith(\"MongoDB.\"))";

    [Fact]
    public async Task What_the_driver_returns_is_shown_as_documents_and_never_the_password()
    {
        await using var kernel = await CourseKernel.StartAsync();
        await kernel.ValueAsync("#!import ../helpers/setup.csx\nvar lab = await Lab.StartAsync(Need.Mongo);");
        (await kernel.ValueAsync(Loaded)).ShouldBe("False", StringCompareShould.IgnoreCase);
        await kernel.ValueAsync("""
            using MongoDB.Bson;
            using MongoDB.Driver;
            var things = lab.Mongo.Collection("things");
            await things.InsertManyAsync([BsonDocument.Parse("{ _id: 1, name: 'é' }"), BsonDocument.Parse("{ _id: 2, name: 'x' }")]);
            """);

        (await kernel.ValueAsync("await things.Find(\"{ _id: 1 }\").FirstAsync()")).ShouldBe("{ _id: 1, name: 'é' }");
        (await kernel.ValueAsync("await things.Find(\"{}\").ToListAsync()")).ShouldBe("_id | name\n  1 | é   \n  2 | x   \n2 rows");
        (await kernel.ValueAsync("new { document = new BsonDocument(\"a\", new BsonArray { 1, BsonNull.Value }), id = ObjectId.Empty }"))
            .ShouldBe("{ document = { a: [1, null] }, id = \"000000000000000000000000\" }");
        (await kernel.ValueAsync("(await Plan.ExplainAsync(lab.Mongo.Database(), BsonDocument.Parse(\"{ find: 'things', filter: { name: 'x' } }\"))).Root.Kind")).ShouldBe("COLLSCAN");

        var password = await kernel.ValueAsync("lab.Mongo.Endpoint.Password");
        password.ShouldNotBeEmpty();
        foreach (var value in new[] { "lab.Mongo.Database()", "lab.Mongo.Client", "lab.Mongo.Client.Settings", "lab.Mongo.Client.Settings.Credential", "new MongoUrl(lab.Mongo.Uri)" })
        {
            var shown = await kernel.RunAsync(value);
            shown.Result.ShouldNotBeNull(shown.Traceback).ShouldNotContain(password);
            (shown.ResultHtml ?? "").ShouldNotContain(password);
        }
    }
}
