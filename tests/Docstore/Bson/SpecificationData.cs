using System.Runtime.CompilerServices;

namespace StorageCourse.Tests.Docstore.Bson;

/// <summary>The test data of MongoDB's driver specifications, which lie beside the repository, in shared/mongodb-specifications.</summary>
internal static class SpecificationData
{
    /// <summary>The files of one specification.</summary>
    /// <exception cref="DirectoryNotFoundException">They are not there: that fails the test, for a test without its data proves nothing.</exception>
    public static IReadOnlyList<string> Files(string specification)
    {
        for (var folder = new DirectoryInfo(SourceFolder()); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "shared", "mongodb-specifications", specification);
            if (!Directory.Exists(data)) continue;
            return Directory.GetFiles(data, "*.json").Order(StringComparer.Ordinal).ToList() is { Count: > 0 } files
                ? files
                : throw new DirectoryNotFoundException($"expected *.json in {data}, found none");
        }

        throw new DirectoryNotFoundException(
            $"expected shared/mongodb-specifications/{specification} beside the repository or a folder above it: get it from https://github.com/mongodb/specifications");
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
