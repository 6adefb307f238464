using System.Reflection;

namespace StorageCourse.DotNetInteractive;

/// <summary>
/// Plotly.NET is compiled against a newer F# library than the one that this engine has loaded. The two are compatible, and a second
/// beside the first would make types of F# that are not the engine's: so a request for the newer is answered with the engine's own.
/// </summary>
internal static class NewerAssemblies
{
    private const string FSharp = "FSharp.Core";

    /// <summary>Answers from now on.</summary>
    public static void AnswerWithTheEnginesOwn()
    {
        // Asked where nothing else was found. The request without a version is not answered here.
        AppDomain.CurrentDomain.AssemblyResolve += (_, request) =>
            new AssemblyName(request.Name) is { Name: FSharp, Version: not null } ? Assembly.Load(FSharp) : null;
    }
}
