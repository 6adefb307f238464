using System.Runtime.CompilerServices;
using StorageCourse.Docstore.Wire;
using StorageCourse.Tests.Docstore.Clients;

namespace StorageCourse.Tests.Docstore.Unified;

/// <summary>
/// Tests in the unified format of MongoDB's drivers, run by the official Node driver against docstore: the repository's own, and the official ones.
/// For these unified-passing.txt is the floor: a case of it that fails is a failure, and so is one that passes without standing in it.
/// </summary>
public class UnifiedTests
{
    [Theory]
    [InlineData("crud")]
    [InlineData("collection-management")]
    public async Task Official_cases_pass_as_listed(string specification)
    {
        var files = SpecificationData.Official(specification);
        Assert.SkipWhen(files.Count == 0, SpecificationData.WhyMissing(specification));
        var results = await RunAsync(files);
        var listed = File.ReadLines(PassingFile()).Where(line => line.StartsWith(specification + "/", StringComparison.Ordinal)).ToHashSet();
        var passing = results.Where(result => result[0] == "PASS").Select(result => result[1]).ToHashSet();
        var broken = results.Where(result => listed.Contains(result[1]) && !passing.Contains(result[1])).Select(result => $"{result[1]}: {result[2]}").ToList();
        broken.AddRange(listed.Except(results.Select(result => result[1])).Select(name => $"{name}: there is no such case"));
        broken.ShouldBeEmpty("cases of unified-passing.txt that do not pass");
        passing.Except(listed).ShouldBeEmpty("cases that pass: add them to tests/Docstore/unified-passing.txt");
    }

    [Fact]
    public async Task Own_cases_pass()
    {
        var results = await RunAsync(SpecificationData.Own("crud"));
        results.Where(result => result[0] != "PASS").Select(result => string.Join(' ', result)).ShouldBeEmpty();
    }

    /// <summary>Runs all cases of the files.</summary>
    /// <returns>For each PASS, FAIL or SKIP, the file and the case, the reason.</returns>
    private static async Task<List<string[]>> RunAsync(IReadOnlyList<string> files)
    {
        await using var server = await MongoServer.StartAsync(new());
        var script = $$"""
            const { run } = await import({{Quoted(Path.Combine(AppContext.BaseDirectory, "Docstore", "Unified", "unified.mjs"))}});
            await run(mongodb, uri, [{{string.Join(", ", files.Select(Quoted))}}], require('fs').readFileSync);
            """;
        var results = (await ClientProcess.NodeAsync(server.Uri, script)).Select(line => line.Split('\t')).ToList();
        results.Count.ShouldBeGreaterThan(files.Count);
        return results;
    }

    private static string Quoted(string path) => System.Text.Json.JsonSerializer.Serialize(path);

    private static string PassingFile([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "..", "unified-passing.txt");
}
