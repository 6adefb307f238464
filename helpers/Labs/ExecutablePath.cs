namespace StorageCourse.Labs;

/// <summary>Finds programs as a shell does, and also in the folders for administrators, which a user's PATH may lack.</summary>
internal static class ExecutablePath
{
    private static readonly string[] Extra = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin", "/opt/homebrew/bin"];

    /// <summary>The first of the names that is found, or null.</summary>
    public static string? Find(params string[] names) =>
        (from name in names
         from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(Extra)
         where folder.Length > 0
         let path = Path.Combine(folder, name)
         where File.Exists(path)
         select path).FirstOrDefault();
}
