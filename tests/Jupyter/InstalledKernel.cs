using System.Text.Json;

namespace StorageCourse.Tests.Jupyter;

/// <summary>A kernel.json in a folder for JUPYTER_PATH.</summary>
internal sealed class InstalledKernel : IDisposable
{
    public InstalledKernel(params IReadOnlyList<string> argv)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "kernels", Name)).FullName;
        File.WriteAllText(Path.Combine(folder, "kernel.json"), JsonSerializer.Serialize(new
        {
            argv,
            display_name = "Test",
            language = "none",
            interrupt_mode = "message",
        }));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("storage-course-test-").FullName;

    public string Name => "test";

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
