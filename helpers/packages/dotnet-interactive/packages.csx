using System.IO;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading;
using StorageCourse.Host;

/// <summary>The engine's own restore of NuGet packages, beside those that cells ask for with #r.</summary>
public static class EnginePackages
{
    /// <summary>Restores packages together.</summary>
    /// <returns>Their assemblies and those that they need.</returns>
    /// <exception cref="CellException">One of them can't be had.</exception>
    public static async Task<string[]> RestoreAsync(params (string Id, string Version)[] wanted)
    {
        // Dynamic, for scripts have no reference to this assembly of the engine.
        var type = Type.GetType("Microsoft.DotNet.Interactive.PackageManagement.PackageRestoreContext, Microsoft.DotNet.Interactive.PackageManagement", throwOnError: true);
        dynamic packages = Activator.CreateInstance(type, new object[] { false });
        foreach (var (id, version) in wanted) packages.GetOrAddPackageReference(id, version);
        var result = await packages.RestoreAsync();
        if (!result.Succeeded)
            throw new CellException("PackageNotFound", $"{string.Join(", ", wanted.Select(package => package.Id))} can't be restored: {string.Join(" ", (IEnumerable<string>)result.Errors)}");
        var files = new List<string>();
        foreach (var package in result.ResolvedReferences) files.AddRange((IEnumerable<string>)package.AssemblyPaths);
        return files.Distinct().ToArray();
    }
}

/// <summary>A script that runs in the chain of the session's submissions and leaves the session as it was.</summary>
public static class BesideScript
{
    /// <summary>Runs the file at an absolute path; see <see cref="IHost.RunScriptAsync"/>.</summary>
    /// <param name="path">The script.</param>
    /// <param name="state">The session's newest state, a ScriptState.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task RunAsync(string path, dynamic state, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new CellException("FileNotFound", $"expected a script at {path}, but there is none");
        var code = await File.ReadAllTextAsync(path, cancellationToken);
        var package = new Regex("""^#r\s+"nuget:\s*(?<id>[^",\s]+)\s*,\s*(?<version>[^"\s]+)\s*"\s*$""", RegexOptions.Multiline);
        dynamic options = state.Script.Options.WithFilePath(path);
        var wanted = package.Matches(code).Select(line => (line.Groups["id"].Value, line.Groups["version"].Value)).ToArray();
        // What the helpers bring themselves the session has already, and from a second file its types would be others.
        var own = Path.Combine(CourseEnvironment.RootFolder, "helpers", "bin");
        if (wanted.Length > 0)
            options = options.AddReferences((await EnginePackages.RestoreAsync(wanted)).Where(file => !File.Exists(Path.Combine(own, Path.GetFileName(file)))).ToArray());
        try
        {
            await state.ContinueWithAsync(package.Replace(code, ""), options, cancellationToken);
        }
        catch (Exception error) when (error.GetType().Name == "CompilationErrorException")
        {
            throw new CellException("CompilationError", $"{path} does not compile: {error.Message}", inner: error);
        }
    }
}

/// <summary>#!requires package:ID, in the version of helpers/packages/packages.json.</summary>
public sealed class PackageRequirement : IRequirement
{
    public string Kind => "package";

    public async ValueTask<string> WhyMissingAsync(string value, CancellationToken cancellationToken)
    {
        var file = Path.Combine(CourseEnvironment.RootFolder, "helpers", "packages", "packages.json");
        using (var catalogue = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken)))
        {
            if (!catalogue.RootElement.TryGetProperty(value, out var package)) return $"helpers/packages/packages.json has no version of {value}";
            try
            {
                await EnginePackages.RestoreAsync((value, package.GetProperty("preferred").GetString()));
                return null;
            }
            catch (CellException error)
            {
                return error.Message;
            }
        }
    }
}
