using System.Runtime.CompilerServices;

namespace StorageCourse.Tests.Docstore;

/// <summary>
/// Cases in the formats of MongoDB's driver specifications: the repository's own, and the official ones where they lie beside the repository or
/// a folder above it, in shared/mongodb-specifications. Their licence keeps those out of the repository.
/// </summary>
internal static class SpecificationData
{
    /// <summary>The repository's own files of one specification.</summary>
    public static IReadOnlyList<string> Own(string specification) => In(Path.Combine(SourceFolder(), "Specification", specification));

    /// <summary>The official files of one specification; none where they are not there.</summary>
    public static IReadOnlyList<string> Official(string specification)
    {
        for (var folder = new DirectoryInfo(SourceFolder()); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "mongodb-specifications", specification);
            if (Directory.Exists(data)) return In(data);
        }

        return [];
    }

    /// <summary>What a test says that skips the official files.</summary>
    public static string WhyMissing(string specification) =>
        $"the official cases are not there: put {specification} of github.com/mongodb/specifications into shared/mongodb-specifications, beside the repository";

    private static List<string> In(string folder) => Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToList() is { Count: > 0 } files
        ? files
        : throw new FileNotFoundException($"expected *.json in {folder}, found none");

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
