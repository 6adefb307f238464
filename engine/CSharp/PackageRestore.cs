using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// Brings NuGet packages to a session: writes a project that references them, lets the SDK restore it, and reads which files
/// to use. What restored once is remembered in the user's cache, so that a second notebook has it in milliseconds.
/// </summary>
internal sealed partial class PackageRestore(Action<string> say)
{
    /// <summary>For how long a floating version is what it was when it was last asked for.</summary>
    private static readonly TimeSpan FloatingLife = TimeSpan.FromDays(1);

    /// <summary>For how long a cell that requires a package is skipped without asking for the package again: a restore that fails takes seconds, and such cells come in rows.</summary>
    private static readonly TimeSpan MissingLife = TimeSpan.FromMinutes(5);

    // What an older engine wrote counts as damaged.
    private static readonly JsonSerializerOptions Complete = new() { RespectRequiredConstructorParameters = true };

    private readonly ConcurrentDictionary<string, (string Reason, long Since)> misses = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, PackageRequest> taken = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> sources = [];
    private readonly SemaphoreSlim gate = new(1);
    private PackageAssets? assets;

    /// <summary>Where it is said what came.</summary>
    public Action<string> Say => say;

    /// <summary>Adds a package source, as <c>#i "nuget:SOURCE"</c> does.</summary>
    public void AddSource(string source)
    {
        if (sources.Contains(source)) return;
        sources.Add(source);
        misses.Clear();
    }

    /// <summary>Restores packages together with all earlier ones of the session.</summary>
    /// <param name="requests">What the code asks for.</param>
    /// <param name="cancellationToken">Ends the restore.</param>
    /// <returns>The files of all packages of the session.</returns>
    /// <exception cref="CellException">A package can't be had; the message names the ids that are missing.</exception>
    public async Task<PackageAssets> AddAsync(IReadOnlyList<PackageRequest> requests, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var wanted = requests.Where(request => !taken.TryGetValue(request.Id, out var earlier) || (request.Version != "*" && request != earlier))
                .DistinctBy(request => request.Id, StringComparer.OrdinalIgnoreCase).ToList();
            if (wanted.Count == 0 && assets is not null) return assets;

            // What came before is asked for as it came: it may be loaded, and a loaded package can't be replaced.
            var all = taken.Keys.ToDictionary(id => id, id => new PackageRequest(id, assets!.Versions[id]), StringComparer.OrdinalIgnoreCase);
            foreach (var request in wanted) all[request.Id] = request;
            var (found, error) = await RestoreAsync([.. all.Values], cancellationToken).ConfigureAwait(false);
            if (found is null) throw NotFound(wanted, error);
            if (assets?.Versions.FirstOrDefault(earlier => found.Versions.TryGetValue(earlier.Key, out var now) && now != earlier.Value) is { Key: { } changed, Value: var present })
            {
                throw new CellException("PackageVersion",
                    $"{changed} {present} is loaded already, and a loaded package can't be replaced by {found.Versions[changed]}; restart the kernel to change the version");
            }

            foreach (var request in wanted)
            {
                taken[request.Id] = request;
                var substitute = found.Substitutes.Contains(request.Id, StringComparer.OrdinalIgnoreCase) ? $", the nearest above {request.Version}, which no source has (NU1603)" : "";
                say($"{request.Id} {found.Versions[request.Id]}{substitute}\n");
            }

            return assets = found;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Why a package can't be had here, or null if it can.</summary>
    public async Task<string?> WhyMissingAsync(string id, CancellationToken cancellationToken)
    {
        if (misses.TryGetValue(id, out var known) && TimeProvider.System.GetElapsedTime(known.Since) < MissingLife) return known.Reason;
        try
        {
            await AddAsync([new PackageRequest(id)], cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (CellException exception)
        {
            misses[id] = (exception.Message, TimeProvider.System.GetTimestamp());
            return exception.Message;
        }
    }

    private static CellException NotFound(List<PackageRequest> requests, string error)
    {
        var others = requests.Count > 1 ? $" and {requests.Count - 1} more" : "";
        return new CellException("PackageNotFound", $"{requests[0].Id}{(requests[0].Version == "*" ? "" : " " + requests[0].Version)}{others} can't be restored: {error}");
    }

    private async Task<(PackageAssets? Assets, string Error)> RestoreAsync(IReadOnlyList<PackageRequest> packages, CancellationToken cancellationToken)
    {
        var project = ProjectFor(packages);
        var folder = Path.Combine(CacheFolder(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project + Directory.GetCurrentDirectory())))[..16]);
        var resultFile = Path.Combine(folder, "assets.json");
        if (Recall(resultFile, packages.Any(package => package.IsFloating)) is { } known) return (known, "");

        // A folder of its own for each attempt: two notebooks may restore the same at once. In the session's, so that nothing of it outlives the kernel.
        var work = Directory.CreateDirectory(Path.Combine(ProcessGuard.SessionFolder, $"restore-{Guid.NewGuid():N}"));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(work.FullName, "restore.csproj"), project, cancellationToken).ConfigureAwait(false);
            var (exitCode, log) = await RunDotnetAsync(work.FullName, cancellationToken).ConfigureAwait(false);
            if (exitCode != 0) return (null, Explain(log));
            var found = PackageAssets.Read(Path.Combine(work.FullName, "obj", "project.assets.json"));
            await RememberAsync(resultFile, JsonSerializer.Serialize(found), cancellationToken).ConfigureAwait(false);
            return (found, "");
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private string ProjectFor(IReadOnlyList<PackageRequest> packages) => new XElement("Project",
        new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", $"net{Environment.Version.Major}.{Environment.Version.Minor}"),
            new XElement("RuntimeIdentifier", RuntimeInformation.RuntimeIdentifier),
            new XElement("SelfContained", "false"),
            new XElement("NuGetAudit", "false"),
            new XElement("ManagePackageVersionsCentrally", "false"),
            new XElement("RestoreRootConfigDirectory", Directory.GetCurrentDirectory()),
            new XElement("RestoreAdditionalProjectSources", string.Join(';', sources))),
        new XElement("ItemGroup", packages.OrderBy(package => package.Id, StringComparer.OrdinalIgnoreCase).Select(package => new XElement("PackageReference",
            new XAttribute("Include", package.Id),
            new XAttribute("Version", package.Version))))).ToString();

    private static async Task<(int ExitCode, string Log)> RunDotnetAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["restore", "--nologo", "-v", "quiet", "-p:Configuration=Release"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // NuGet does not work without; the system knows it where the environment does not.
        if (Environment.GetEnvironmentVariable("HOME") is null or "") start.Environment["HOME"] = UserFolder() ?? folder;
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            // What it writes to is about to be removed.
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new CellException("SdkNotFound", "expected the .NET SDK's 'dotnet' on the PATH, in order to restore packages", inner: exception);
        }
    }

    private static string? UserFolder() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null;

    /// <summary>NuGet's log in one sentence: which ids are missing, or its own first error.</summary>
    private static string Explain(string log)
    {
        var missing = MissingPackage().Matches(log).Select(match => match.Groups["id"].Value).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        // Of a package that is there in other versions only, NuGet names the nearest.
        var nearest = missing.Length == 1 && NearestVersion().Match(log) is { Success: true } match ? $" in the version that is wanted (the nearest is {match.Groups["version"].Value})" : "";
        if (missing.Length > 0) return $"no configured source has {string.Join(", ", missing)}{nearest}; check the network, or add a source with #i \"nuget:SOURCE\"";
        var error = log.Split('\n').FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase));
        return error?[(error.IndexOf("error", StringComparison.OrdinalIgnoreCase) + 5)..].Trim(' ', ':', '\r') ?? log.Trim();
    }

    private static PackageAssets? Recall(string resultFile, bool isFloating)
    {
        try
        {
            if (!File.Exists(resultFile) || (isFloating && DateTime.UtcNow - File.GetLastWriteTimeUtc(resultFile) > FloatingLife)) return null;
            var known = JsonSerializer.Deserialize<PackageAssets>(File.ReadAllBytes(resultFile), Complete);
            return known?.Exists() == true ? known with { Versions = new Dictionary<string, string>(known.Versions, StringComparer.OrdinalIgnoreCase) } : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // Somebody has been at the cache: it is written anew.
            return null;
        }
    }

    private static string CacheFolder()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set
            : UserFolder() is { } home ? Path.Combine(home, ".cache")
            : Path.GetTempPath();
        return Path.Combine(cache, "storage-course", "packages");
    }

    /// <summary>Writes to the cache. Where that can't be written, the next session has to ask NuGet again, and that is all.</summary>
    private static async Task RememberAsync(string file, string text, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var temporary = $"{file}.{Guid.NewGuid():N}";
            await File.WriteAllTextAsync(temporary, text, cancellationToken).ConfigureAwait(false);
            File.Move(temporary, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // See above.
        }
    }

    [GeneratedRegex(@"(?:Unable to find (?:a stable )?package|was not found.*?package) '?(?<id>[A-Za-z0-9_.\-]+?)'?(?: with version|\.(?:\s|$)|\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingPackage();

    [GeneratedRegex(@"Nearest version: (?<version>[^\s\]]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NearestVersion();
}
