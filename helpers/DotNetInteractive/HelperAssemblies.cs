using System.Reflection;
using System.Runtime.Loader;

namespace StorageCourse.DotNetInteractive;

/// <summary>
/// Each assembly of the helpers' folder once. This engine loads every assembly in a context of its own, and knows it by its path only when
/// the runtime has told everybody of it: who answers to that (a library's forms are registered so), or asks on a second thread meanwhile,
/// would get a second copy, whose types are others.
/// </summary>
internal static class HelperAssemblies
{
    private static readonly HashSet<string> TheEnginesOwn = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => Path.GetFileName(path))];

    /// <summary>Answers from now on, before the engine does.</summary>
    /// <param name="folder">The helpers' bin.</param>
    public static void AnswerFrom(string folder) =>
        AssemblyLoadContext.Default.Resolving += (context, request) => Find(context, Path.Combine(folder, request.Name + ".dll"), request.Version);

    private static Assembly? Find(AssemblyLoadContext context, string path, Version? version)
    {
        // A package may bring a newer one, and what the engine has of its own in an older one can't be loaded beside it: see NewerAssemblies.
        if (TheEnginesOwn.Contains(Path.GetFileName(path)) || !File.Exists(path) || AssemblyName.GetAssemblyName(path).Version < version) return null;
        // What setup.csx refers to has been loaded by the engine.
        return AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(loaded => !loaded.IsDynamic && loaded.Location == path) ?? context.LoadFromAssemblyPath(path);
    }
}
