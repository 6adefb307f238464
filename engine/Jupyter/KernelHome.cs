namespace StorageCourse.Engine.Jupyter;

/// <summary>The private temporary folder in which a kernel that we start finds its connection file.</summary>
internal static class KernelHome
{
    private const string Prefix = "storage-course-kernel-";

    /// <summary>Makes one that only its owner can enter.</summary>
    public static string Create() => Directory.CreateTempSubdirectory(Prefix).FullName;

    /// <summary>Removes the folder of a connection file, if it is one of ours: for a kernel whose starter has died.</summary>
    public static void DeleteOf(string connectionFile)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(connectionFile)) is { } folder && Path.GetFileName(folder).StartsWith(Prefix, StringComparison.Ordinal))
            Delete(folder);
    }

    /// <summary>Removes one, if it is still there.</summary>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
