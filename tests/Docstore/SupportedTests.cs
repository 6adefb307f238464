using StorageCourse.Docstore;
using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Docstore.Client;
using StorageCourse.Docstore.Wire;

namespace StorageCourse.Tests.Docstore;

/// <summary>docstore/README.md says what docstore supports, and no more.</summary>
public sealed class SupportedTests
{
    [Fact]
    public void The_readme_has_the_table_that_the_code_writes()
    {
        var readme = File.ReadAllText(Path.Combine(RepositoryRoot(), "docstore", "README.md"));
        readme.ShouldEndWith("\n\n" + Supported.Markdown(), Case.Sensitive, "write it anew: ./course docstore --supported");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StorageCourse.slnx"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [Fact]
    public async Task What_is_not_in_the_table_is_refused_with_mongods_code()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await MongoServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server.Uri, token);
        async Task<int> CodeAsync(string command) =>
            (await Should.ThrowAsync<MongoError>(() => client.RunCommandAsync("shop", StorageCourse.Docstore.Bson.BsonDocument.Parse(command), token))).Code;

        (await CodeAsync("""{"mapReduce": "orders"}""")).ShouldBe(59);
        (await CodeAsync("""{"ping": 1, "loudly": true}""")).ShouldBe(40415);
        (await CodeAsync("""{"aggregate": "orders", "pipeline": [{"$fill": {}}], "cursor": {}}""")).ShouldBe(40324);
        (await CodeAsync("""{"find": "orders", "filter": {"a": {"$near": [0, 0]}}}""")).ShouldBePositive();
        (await CodeAsync("""{"aggregate": "orders", "pipeline": [{"$changeStream": {}}], "cursor": {}}""")).ShouldBe(40573);
        (await CodeAsync("""{"commitTransaction": 1, "txnNumber": {"$numberLong": "1"}, "autocommit": false}""")).ShouldBe(20);
    }
}
