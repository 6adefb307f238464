using System.IO.Compression;

namespace StorageCourse.Tests.CSharp;

/// <summary>A folder of packages that hold nothing.</summary>
internal sealed class PackageFeed : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string id;

    public PackageFeed(string id, params string[] versions)
    {
        this.id = id;
        foreach (var version in versions) Add(version);
    }

    public string Root => folder.Root;

    public void Add(string version)
    {
        using var package = ZipFile.Open(folder.Path($"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        using (var nuspec = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open()))
        {
            nuspec.Write($"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>{id}</id><version>{version}</version><authors>tests</authors><description>Nothing.</description></metadata>
                </package>
                """);
        }

        package.CreateEntry("lib/net10.0/_._");
    }

    public void Dispose() => folder.Dispose();
}
