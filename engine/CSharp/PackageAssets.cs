using System.Text.Json;

namespace StorageCourse.Engine.CSharp;

/// <summary>Which files a restore came to, as NuGet's project.assets.json has them.</summary>
/// <param name="Versions">Of each package that came, asked for or needed by another.</param>
/// <param name="Compile">What the compiler reads; may hold no code.</param>
/// <param name="Runtime">What is loaded.</param>
/// <param name="Native">Libraries of the machine's own code.</param>
/// <param name="Translations">Assemblies of texts, each in a folder that is called as its language.</param>
/// <param name="Extensions">Each package's extension.dib or assemblies for .NET Interactive.</param>
/// <param name="Substitutes">The packages of which the wanted version was not there, so that the next above came, and which that was.</param>
internal sealed record PackageAssets(
    Dictionary<string, string> Versions,
    IReadOnlyList<string> Compile,
    IReadOnlyList<string> Runtime,
    IReadOnlyList<string> Native,
    IReadOnlyList<string> Translations,
    IReadOnlyList<string> Extensions,
    IReadOnlyList<string> Substitutes)
{
    /// <summary>Reads the file that a restore has written.</summary>
    public static PackageAssets Read(string assetsFile)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var roots = json.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        var libraries = json.RootElement.GetProperty("libraries");
        // The target with the runtime identifier, where there are both.
        var target = json.RootElement.GetProperty("targets").EnumerateObject().MaxBy(candidate => candidate.Name.Length).Value;
        var packages = target.EnumerateObject().Select(library => (Name: library.Name.Split('/'), Assets: library.Value, Path: libraries.GetProperty(library.Name).GetProperty("path").GetString()!)).ToArray();
        return new PackageAssets(
            packages.ToDictionary(package => package.Name[0], package => package.Name[1], StringComparer.OrdinalIgnoreCase),
            Files("compile", isAssembly: true),
            Files("runtime", isAssembly: true),
            Files("native", isAssembly: false),
            Files("resource", isAssembly: true),
            [.. packages.SelectMany(package => Extension(package.Path))],
            json.RootElement.TryGetProperty("logs", out var logs)
                ? [.. logs.EnumerateArray().Where(log => log.GetProperty("code").GetString() == "NU1603").Select(log => log.GetProperty("libraryId").GetString()!)]
                : []);

        string[] Files(string kind, bool isAssembly) =>
        [
            .. packages.Where(package => package.Assets.TryGetProperty(kind, out _))
                .SelectMany(package => package.Assets.GetProperty(kind).EnumerateObject().Select(asset => Path.Combine(package.Path, asset.Name)))
                .Where(file => !isAssembly || file.EndsWith(".dll", StringComparison.Ordinal))
                .Select(file => roots.Select(root => Path.GetFullPath(Path.Combine(root, file))).FirstOrDefault(File.Exists))
                .OfType<string>(),
        ];

        IEnumerable<string> Extension(string package) => roots.Select(root => Path.Combine(root, package, "interactive-extensions", "dotnet")).Where(Directory.Exists).Take(1)
            .SelectMany(folder => Directory.EnumerateFiles(folder).Where(file => Path.GetExtension(file) is ".dll" || Path.GetFileName(file) == "extension.dib"));
    }

    /// <summary>Whether all the files are still there.</summary>
    public bool Exists() => Compile.Concat(Runtime).Concat(Native).Concat(Translations).All(File.Exists);
}
