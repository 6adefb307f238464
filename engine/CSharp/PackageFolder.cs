using System.Runtime.InteropServices;
using StorageCourse.Platform;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// A session's packages laid out as a build would beside its program, by links: libraries that look for their native half themselves do so beside
/// their own assembly. It goes with the kernel.
/// </summary>
internal sealed class PackageFolder
{
    private readonly Lazy<string> folder = new(() => Path.Combine(ProcessGuard.SessionFolder, $"packages-{Guid.NewGuid():N}"));

    /// <summary>Adds what is not there yet.</summary>
    /// <returns>The assemblies in the folder.</returns>
    public IReadOnlyList<string> Add(PackageAssets packages)
    {
        foreach (var file in packages.Native)
        {
            Link(file, Path.GetFileName(file));
            Link(file, Path.Combine("runtimes", RuntimeInformation.RuntimeIdentifier, "native", Path.GetFileName(file)));
        }

        foreach (var file in packages.Translations) Link(file, Path.Combine(Path.GetFileName(Path.GetDirectoryName(file)!), Path.GetFileName(file)));
        return [.. packages.Runtime.Select(file => Link(file, Path.GetFileName(file)))];
    }

    private string Link(string file, string name)
    {
        var link = Path.Combine(folder.Value, name);
        if (File.Exists(link)) return link;
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        try
        {
            File.CreateSymbolicLink(link, file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Windows allows links to developers and administrators only.
            File.Copy(file, link);
        }

        return link;
    }
}
