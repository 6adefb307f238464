namespace StorageCourse.Tests;

/// <summary>A folder that is gone when the test has ended. Its name has a blank and letters beyond ASCII, as a user's may.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("course tést ").FullName;

    public string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
