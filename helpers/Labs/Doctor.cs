using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using StorageCourse.Labs;
using StorageCourse.Platform;
using StorageCourse.Labs.Containers;

namespace StorageCourse;

/// <summary>Looks at this machine: what the course finds here, what is missing, and the one command that helps.</summary>
public static class Doctor
{
    private const long EnoughDisk = 2L << 30;
    private const long EnoughSharedMemory = 60L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Examines everything at once; starts no server and changes nothing.</summary>
    public static async Task<Examination> ExamineAsync(CancellationToken cancellationToken = default)
    {
        var findings = await Task.WhenAll(
            [
                .. Need.KnownStores.Select(store => StoreAsync(store, cancellationToken)),
                DockerAsync(cancellationToken),
                SdkAsync(cancellationToken),
                LocaleAsync(cancellationToken),
                KernelAsync(cancellationToken),
            ]);
        return new([.. findings, .. Disk()]);
    }

    private static async Task<Finding> StoreAsync(string store, CancellationToken cancellationToken)
    {
        var need = Need.Of(store);
        var here = new List<string>();
        var missing = new List<string>();
        string? serving = null;
        foreach (var provider in LabProviders.For(store))
        {
            var name = provider.Name;
            if (await provider.WhyNotAsync(need, cancellationToken) is { } reason) missing.Add($"{name}: {reason}");
            else if (name == "attached" && await WhySilentAsync(store, cancellationToken) is { } silence) missing.Add($"{name}: {silence}");
            else serving ??= name;
        }

        var recipe = StoreRecipes.Find(store);
        if ((recipe as INativeRecipe)?.FindBinary() is { } binary) here.Add($"{binary} ({await FirstLineAsync(cancellationToken, binary, "--version") ?? "its version is not to be had"})");
        if (AttachedProvider.ValueFor(store) is not null) here.Add($"{AttachedProvider.VariableOf(store)} is set");
        return serving is not null
            ? new("store", store, FindingStatus.Ok, string.Join("; ", here.Prepend(serving == "embedded" ? $"served by: {serving} ({((IEmbeddedRecipe)recipe!).EmbeddedNote})" : $"served by: {serving}")))
            : new("store", store, recipe is INativeRecipe ? FindingStatus.Missing : FindingStatus.Optional, string.Join("; ", missing.Concat(here)),
                recipe is INativeRecipe ? "sh helpers/Labs/install.sh" : null);
    }

    private static async Task<string?> WhySilentAsync(string store, CancellationToken cancellationToken)
    {
        try
        {
            var (host, port) = await StoreRecipes.Find(store)!.AddressAsync(AttachedProvider.ValueFor(store)!, cancellationToken);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(Patience);
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, deadline.Token);
            return null;
        }
        catch (Exception error) when (error is FormatException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"{AttachedProvider.VariableOf(store)} is set, but does not answer: {error.Message}";
        }
    }

    private static async Task<Finding> DockerAsync(CancellationToken cancellationToken)
    {
        if (await DockerEngine.WhyMissingAsync(cancellationToken) is { } reason) return new("containers", "docker", FindingStatus.Optional, reason);
        using var engine = new DockerEngine(DockerEndpoint.Find());
        var detail = $"an engine answers at {engine.Endpoint} (interface {await engine.ApiVersionAsync(cancellationToken)})";
        return await ContainerLabels.FindLeftoversAsync(engine, cancellationToken) is { Count: > 0 and var count }
            ? new("containers", "docker", FindingStatus.Optional, string.Create(CultureInfo.InvariantCulture, $"{detail}; {count} container(s) of notebooks that have ended are still there"), "./course down")
            : new("containers", "docker", FindingStatus.Ok, detail);
    }

    private static async Task<Finding> SdkAsync(CancellationToken cancellationToken)
    {
        const string download = "https://dotnet.microsoft.com/download";
        var version = await FirstLineAsync(cancellationToken, "dotnet", "--version");
        return version is null ? new("machine", ".NET SDK", FindingStatus.Missing, "dotnet was not found on the PATH, or has no SDK", download)
            : ServerVersion.Parse(version).Major >= 10 ? new("machine", ".NET SDK", FindingStatus.Ok, version)
            : new("machine", ".NET SDK", FindingStatus.Missing, $"expected 10 or newer, got {version}", download);
    }

    private static async Task<Finding> LocaleAsync(CancellationToken cancellationToken)
    {
        var culture = CultureInfo.CurrentCulture;
        var detail = $"numbers here look like {1234.5.ToString("N1", culture)}; the course writes {1234.5.ToString("N1", CultureInfo.InvariantCulture)}";
        if (!OperatingSystem.IsLinux()) return new("machine", "locale", FindingStatus.Ok, detail);
        var locales = await OutputAsync(cancellationToken, "locale", "-a");
        return locales is null || locales.Contains("C.utf8", StringComparison.OrdinalIgnoreCase) || locales.Contains("C.UTF-8", StringComparison.OrdinalIgnoreCase)
            ? new("machine", "locale", FindingStatus.Ok, detail)
            : new("machine", "locale", FindingStatus.Missing, "C.UTF-8 is missing, in which servers are set up", "apt-get install -y locales");
    }

    private static async Task<Finding> KernelAsync(CancellationToken cancellationToken)
    {
        const string install = "./course kernel install";
        var file = KernelFolders.All().Select(folder => Path.Combine(folder, "storage-course", "kernel.json")).FirstOrDefault(File.Exists);
        if (file is null) return new("machine", "Jupyter kernel", FindingStatus.Optional, "not installed: VS Code and JupyterLab need it, ./course run does not", install);
        using var spec = JsonDocument.Parse(await File.ReadAllTextAsync(file, cancellationToken));
        var program = spec.RootElement.GetProperty("argv")[0].GetString()!;
        return File.Exists(program) ? new("machine", "Jupyter kernel", FindingStatus.Ok, file)
            : new("machine", "Jupyter kernel", FindingStatus.Missing, $"{file} starts {program}, which is not there", install);
    }

    private static IEnumerable<Finding> Disk()
    {
        var temporary = Path.GetTempPath();
        yield return Space("temporary files", temporary, EnoughDisk, "set TMPDIR to a folder with more room");
        if (Directory.Exists("/dev/shm")) yield return Space("shared memory", "/dev/shm", EnoughSharedMemory, "in a container: --shm-size=1g");
    }

    private static Finding Space(string name, string folder, long enough, string help)
    {
        try
        {
            var probe = Path.Combine(folder, $"storage-course-probe-{Guid.NewGuid():N}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            var free = new DriveInfo(folder).AvailableFreeSpace;
            var detail = string.Create(CultureInfo.InvariantCulture, $"{folder}: {free / (double)(1 << 30):0.0} GiB free");
            return free >= enough ? new("machine", name, FindingStatus.Ok, detail) : new("machine", name, FindingStatus.Missing, detail, help);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new("machine", name, FindingStatus.Missing, error.Message, help);
        }
    }

    private static async Task<string?> FirstLineAsync(CancellationToken cancellationToken, params string[] command) =>
        (await OutputAsync(cancellationToken, command))?.Split('\n')[0].Trim();

    /// <summary>What a command writes; null where it can't be run or fails.</summary>
    private static async Task<string?> OutputAsync(CancellationToken cancellationToken, params string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await errors;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
