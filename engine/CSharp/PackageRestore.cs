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

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// Brings NuGet packages to a session: writes a project that references them, lets the SDK restore it, and reads which files
/// to use. What restored once is remembered in the user's cache, so that a second notebook has it in milliseconds.
/// </summary>
internal sealed partial class PackageRestore(PackageCatalogue catalogue, Action<string> say)
{
    /// <summary>For how long a fallback is taken without asking for the preferred version again.</summary>
    private static readonly TimeSpan FallbackLife = TimeSpan.FromDays(1);

    /// <summary>For how long a cell that requires a package is skipped without asking for the package again: a restore that fails takes seconds, and such cells come in rows.</summary>
    private static readonly TimeSpan MissingLife = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (string Reason, long Since)> misses = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, RestoredPackage> restored = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> sources = [];
    private readonly SemaphoreSlim gate = new(1);

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
    /// <param name="isQuiet">Whether the versions that came go unsaid, because no cell asked for them.</param>
    /// <returns>The assemblies to reference; native libraries lie where the load context looks.</returns>
    /// <exception cref="CellException">A package can't be had; the message names the ids that are missing.</exception>
    public async Task<IReadOnlyList<string>> AddAsync(IReadOnlyList<PackageRequest> requests, CancellationToken cancellationToken, bool isQuiet = false)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await TryAddAllAsync(requests, isQuiet, cancellationToken).ConfigureAwait(false) is { } together) return together;
            var files = new List<string>();
            foreach (var request in requests) files.AddRange(await AddAsync(request, isQuiet, cancellationToken).ConfigureAwait(false));
            return files;
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
            await AddAsync([new PackageRequest(id, null)], cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (CellException exception)
        {
            misses[id] = (exception.Message, TimeProvider.System.GetTimestamp());
            return exception.Message;
        }
    }

    /// <summary>Restores the preferred versions of several packages at once, in the time of one: a restore takes seconds, for whatever it restores.</summary>
    /// <returns>Null where there is nothing to gain, or where some of them has to be had in another version.</returns>
    private async Task<IReadOnlyList<string>?> TryAddAllAsync(IReadOnlyList<PackageRequest> requests, bool isQuiet, CancellationToken cancellationToken)
    {
        var missing = requests.Where(request => !restored.ContainsKey(request.Id)).DistinctBy(request => request.Id, StringComparer.OrdinalIgnoreCase).ToList();
        if (missing.Count < 2 || missing.Count < requests.Count) return null;
        var attempt = restored.ToDictionary(package => package.Key, package => package.Value.Version, StringComparer.OrdinalIgnoreCase);
        foreach (var request in missing) attempt[request.Id] = catalogue.Versions(request)[0];
        var canFallBack = missing.Exists(request => catalogue.Versions(request).Count > 1);
        var (files, error) = await RestoreAsync(attempt, mayFallBack: canFallBack, cancellationToken).ConfigureAwait(false);
        if (files is null && canFallBack) return null;
        if (files is null) throw NotFound(missing, error);
        foreach (var request in missing)
        {
            var package = restored[request.Id] = new RestoredPackage(attempt[request.Id] ?? VersionIn(files, request.Id), files);
            if (!isQuiet) say($"{request.Id} {package.Version ?? "(newest)"}\n");
        }

        return files;
    }

    private async Task<IReadOnlyList<string>> AddAsync(PackageRequest request, bool isQuiet, CancellationToken cancellationToken)
    {
        if (restored.TryGetValue(request.Id, out var present))
        {
            // The same request again is content with the fallback that it got before.
            if (request.Version is null || present.Version is null || catalogue.Versions(request).Contains(present.Version)) return present.Files;
            throw new CellException("PackageVersion",
                $"{request.Id} {present.Version} is loaded already, and a loaded package can't be replaced by {request.Version}; restart the kernel to change the version");
        }

        var candidates = catalogue.Versions(request);
        var failure = "";
        foreach (var version in candidates)
        {
            var attempt = restored.ToDictionary(package => package.Key, package => package.Value.Version, StringComparer.OrdinalIgnoreCase);
            attempt[request.Id] = version;
            var (files, error) = await RestoreAsync(attempt, mayFallBack: version != candidates[^1], cancellationToken).ConfigureAwait(false);
            if (files is not null)
            {
                var package = restored[request.Id] = new RestoredPackage(version ?? VersionIn(files, request.Id), files);
                if (!isQuiet) say($"{request.Id} {package.Version ?? "(newest)"}{(version == candidates[0] ? "" : $", because {candidates[0]} can't be had here")}\n");
                return files;
            }

            if (failure.Length == 0) failure = error;
        }

        throw NotFound([request], failure);
    }

    private CellException NotFound(List<PackageRequest> requests, string error)
    {
        var others = requests.Count > 1 ? $" and {requests.Count - 1} more" : "";
        return new CellException("PackageNotFound", $"{string.Join(' ', requests[0].Id, catalogue.Versions(requests[0])[0]).Trim()}{others} can't be restored: {error}");
    }

    private async Task<(IReadOnlyList<string>? Files, string Error)> RestoreAsync(
        Dictionary<string, string?> packages, bool mayFallBack, CancellationToken cancellationToken)
    {
        var project = ProjectFor(packages);
        var folder = Path.Combine(CacheFolder(), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project + Directory.GetCurrentDirectory())))[..16]);
        var resultFile = Path.Combine(folder, "files.json");
        if (Recall(resultFile) is { } known) return (known, "");
        var missingFile = Path.Combine(folder, "missing.txt");
        if (mayFallBack && File.Exists(missingFile) && DateTime.UtcNow - File.GetLastWriteTimeUtc(missingFile) < FallbackLife)
            return (null, await File.ReadAllTextAsync(missingFile, cancellationToken).ConfigureAwait(false));

        // A folder of its own for each attempt: two notebooks may restore the same at once. In the session's, so that nothing of it outlives the kernel.
        var work = Directory.CreateDirectory(Path.Combine(ProcessGuard.SessionFolder, $"restore-{Guid.NewGuid():N}"));
        try
        {
            await File.WriteAllTextAsync(Path.Combine(work.FullName, "restore.csproj"), project, cancellationToken).ConfigureAwait(false);
            var (exitCode, log) = await RunDotnetAsync(work.FullName, cancellationToken).ConfigureAwait(false);
            if (exitCode != 0)
            {
                var error = Explain(log);
                // A source that can't be reached now says nothing of what it has.
                if (MissingPackage().IsMatch(log)) await RememberAsync(missingFile, error, cancellationToken).ConfigureAwait(false);
                return (null, error);
            }

            var files = ReadAssets(Path.Combine(work.FullName, "obj", "project.assets.json"));
            await RememberAsync(resultFile, JsonSerializer.Serialize(files), cancellationToken).ConfigureAwait(false);
            return (files, "");
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private string ProjectFor(Dictionary<string, string?> packages) => new XElement("Project",
        new XAttribute("Sdk", "Microsoft.NET.Sdk"),
        new XElement("PropertyGroup",
            new XElement("TargetFramework", $"net{Environment.Version.Major}.{Environment.Version.Minor}"),
            new XElement("RuntimeIdentifier", RuntimeInformation.RuntimeIdentifier),
            new XElement("SelfContained", "false"),
            new XElement("NuGetAudit", "false"),
            new XElement("ManagePackageVersionsCentrally", "false"),
            new XElement("RestoreRootConfigDirectory", Directory.GetCurrentDirectory()),
            new XElement("RestoreAdditionalProjectSources", string.Join(';', sources))),
        new XElement("ItemGroup", packages.OrderBy(package => package.Key, StringComparer.OrdinalIgnoreCase).Select(package => new XElement("PackageReference",
            new XAttribute("Include", package.Key),
            new XAttribute("Version", package.Value is { } version ? $"[{version}]" : "*"))))).ToString();

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

    private static List<string> ReadAssets(string assetsFile)
    {
        using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var roots = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        var libraries = assets.RootElement.GetProperty("libraries");
        // The target with the runtime identifier, where there are both.
        var target = assets.RootElement.GetProperty("targets").EnumerateObject().MaxBy(candidate => candidate.Name.Length).Value;
        var files = new List<string>();
        foreach (var library in target.EnumerateObject())
        {
            if (!library.Value.TryGetProperty("runtime", out var runtime)) continue;
            var path = libraries.GetProperty(library.Name).GetProperty("path").GetString()!;
            files.AddRange(runtime.EnumerateObject()
                .Where(asset => asset.Name.EndsWith(".dll", StringComparison.Ordinal))
                .Select(asset => roots.Select(root => Path.GetFullPath(Path.Combine(root, path, asset.Name))).FirstOrDefault(File.Exists))
                .OfType<string>());
        }

        return files;
    }

    private static List<string>? Recall(string resultFile)
    {
        try
        {
            if (!File.Exists(resultFile)) return null;
            var files = JsonSerializer.Deserialize<List<string>>(File.ReadAllBytes(resultFile));
            return files is not null && files.TrueForAll(File.Exists) ? files : null;
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

    /// <summary>The version of a package that stands in the paths of its files: …/ID/VERSION/lib/….</summary>
    private static string? VersionIn(IReadOnlyList<string> files, string id) => files
        .Select(file => file.Split(Path.DirectorySeparatorChar))
        .Select(parts => (Parts: parts, At: Array.FindIndex(parts, part => string.Equals(part, id, StringComparison.OrdinalIgnoreCase))))
        .Where(found => found.At >= 0 && found.At + 1 < found.Parts.Length)
        .Select(found => found.Parts[found.At + 1])
        .FirstOrDefault();

    /// <param name="Version">What came; null where the files don't tell.</param>
    /// <param name="Files">Its assemblies and those that it needs.</param>
    private sealed record RestoredPackage(string? Version, IReadOnlyList<string> Files);

    [GeneratedRegex(@"(?:Unable to find (?:a stable )?package|was not found.*?package) '?(?<id>[A-Za-z0-9_.\-]+?)'?(?: with version|\.(?:\s|$)|\s|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MissingPackage();

    [GeneratedRegex(@"Nearest version: (?<version>[^\s\]]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NearestVersion();
}
