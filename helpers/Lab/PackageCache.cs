using System.Text.Json;
using System.Xml.Linq;
using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>Which of the course's NuGet packages this machine has fetched, without asking any feed.</summary>
internal static class PackageCache
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>One finding for each package of helpers/packages/packages.json.</summary>
    public static IEnumerable<Finding> Examine()
    {
        if (CourseEnvironment.RootFolder is not { } root || Path.Combine(root, "helpers", "packages", "packages.json") is var file && !File.Exists(file)) yield break;
        using var packages = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var package in packages.RootElement.EnumerateObject())
        {
            var versions = VersionsOf(package.Value);
            var fetched = versions.Find(version => IsWhole(package.Name, version, []));
            yield return fetched is null
                ? new("package", package.Name, FindingStatus.Optional, $"{string.Join(" or ", versions)}: not fetched yet; the cell that needs it will try")
                : new("package", package.Name, FindingStatus.Ok, $"{fetched} is in NuGet's cache");
        }
    }

    private static List<string> VersionsOf(JsonElement package) =>
        [.. package.EnumerateObject().Where(version => version.Value.ValueKind == JsonValueKind.String).Select(version => version.Value.GetString()!)];

    /// <summary>Whether a package lies there with all that one of its target frameworks depends on, in whatever version.</summary>
    private static bool IsWhole(string id, string? version, Dictionary<string, bool> known)
    {
        id = id.ToLowerInvariant();
        if (known.TryGetValue(id, out var whole)) return whole;
        known[id] = true; // While it is asked about: packages may refer to each other.
        return known[id] = HasWholeVersion(id, version, known);
    }

    private static bool HasWholeVersion(string id, string? version, Dictionary<string, bool> known)
    {
        var folder = Path.Combine(Folder, id);
        if (!Directory.Exists(folder)) return false;
        var specs = Directory.GetDirectories(folder).Where(path => version is null || Path.GetFileName(path) == version).Select(path => Path.Combine(path, id + ".nuspec"));
        return specs.Where(File.Exists).Any(spec =>
        {
            var dependencies = XDocument.Load(spec).Descendants().FirstOrDefault(element => element.Name.LocalName == "dependencies");
            if (dependencies is null || !dependencies.HasElements) return true;
            var groups = dependencies.Elements().Where(element => element.Name.LocalName == "group").ToList();
            return (groups.Count > 0 ? groups : [dependencies]).Exists(group =>
                group.Elements().All(dependency => IsWhole(dependency.Attribute("id")!.Value, null, known)));
        });
    }
}
