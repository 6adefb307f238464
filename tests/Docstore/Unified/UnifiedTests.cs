using System.Runtime.CompilerServices;
using StorageCourse.Docstore.Wire;
using StorageCourse.Tests.Docstore.Bson;
using StorageCourse.Tests.Docstore.Clients;

namespace StorageCourse.Tests.Docstore.Unified;

/// <summary>
/// The official tests of MongoDB's drivers, in their unified format, run by the official Node driver against docstore.
/// unified-passing.txt is the floor: a case of it that fails is a failure, and so is one that passes without standing in it.
/// </summary>
public class UnifiedTests
{
    [Theory]
    [InlineData("crud")]
    [InlineData("collection-management")]
    public async Task Official_cases_pass_as_listed(string specification)
    {
        await using var server = await MongoServer.StartAsync(new());
        var files = SpecificationData.Files(specification);
        var script = $$"""
            const { run } = await import({{Quoted(Path.Combine(AppContext.BaseDirectory, "Docstore", "Unified", "unified.mjs"))}});
            await run(mongodb, uri, [{{string.Join(", ", files.Select(Quoted))}}], require('fs').readFileSync);
            """;
        var results = (await ClientProcess.NodeAsync(server.Uri, script)).Select(line => line.Split('\t')).ToList();
        results.Count.ShouldBeGreaterThan(files.Count);
        var listed = File.ReadLines(PassingFile()).Where(line => line.StartsWith(specification + "/", StringComparison.Ordinal)).ToHashSet();
        var passing = results.Where(result => result[0] == "PASS").Select(result => result[1]).ToHashSet();
        var broken = results.Where(result => listed.Contains(result[1]) && !passing.Contains(result[1])).Select(result => $"{result[1]}: {result[2]}").ToList();
        broken.AddRange(listed.Except(results.Select(result => result[1])).Select(name => $"{name}: there is no such case"));
        broken.ShouldBeEmpty("cases of unified-passing.txt that do not pass");
        passing.Except(listed).ShouldBeEmpty("cases that pass: add them to tests/Docstore/unified-passing.txt");
    }

    private static string Quoted(string path) => System.Text.Json.JsonSerializer.Serialize(path);

    private static string PassingFile([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "unified-passing.txt");
}
