using System.Text.Json;

namespace StorageCourse.Engine.CSharp;

/// <summary>helpers/packages/packages.json: the versions that the course is written for, and those that must do where a feed lacks them.</summary>
internal sealed class PackageCatalogue
{
    private readonly Dictionary<string, CatalogueEntry> entries;

    private PackageCatalogue(Dictionary<string, CatalogueEntry> entries) => this.entries = entries;

    /// <summary>The catalogue of a course; empty where there is none.</summary>
    public static PackageCatalogue Load(string? courseFolder)
    {
        var file = courseFolder is null ? null : Path.Combine(courseFolder, "helpers", "packages", "packages.json");
        if (file is null || !File.Exists(file)) return new PackageCatalogue(new(StringComparer.OrdinalIgnoreCase));
        using var json = JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return new PackageCatalogue(json.RootElement.EnumerateObject().Where(entry => entry.Value.ValueKind == JsonValueKind.Object).ToDictionary(
            entry => entry.Name,
            entry => new CatalogueEntry(Text(entry.Value, "preferred"), Text(entry.Value, "fallback")),
            StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The versions to try for a request, best first; null stands for the newest.</summary>
    public IReadOnlyList<string?> Versions(PackageRequest request)
    {
        if (!entries.TryGetValue(request.Id, out var entry)) return [request.Version];
        if (request.Version is not null && request.Version != entry.Preferred) return [request.Version];
        return entry.Fallback is null ? [entry.Preferred] : [entry.Preferred, entry.Fallback];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record CatalogueEntry(string? Preferred, string? Fallback);
}
