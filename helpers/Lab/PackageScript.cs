using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>The scripts of helpers/packages that the helpers themselves have run, when what they bring is wanted for the first time.</summary>
internal static class PackageScript
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(PackageScript).Assembly.Location)!, "..", "packages"));

    /// <summary>Has the engine run one, with the packages that it needs.</summary>
    /// <param name="name">Its file: "sqlserver.csx".</param>
    /// <param name="cancellationToken">Ends the restore.</param>
    /// <exception cref="CellException">A package can't be had, the script does not compile, or the engine can't run one.</exception>
    public static Task RunAsync(string name, CancellationToken cancellationToken) => CourseHost.Current.RunScriptAsync(Path.Combine(Folder, name), cancellationToken);
}
