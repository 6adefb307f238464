using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StorageCourse.Labs;

/// <summary>
/// Initialised data folders, kept from run to run under XDG_CACHE_HOME or ~/.cache, because making one takes longer than copying it.
/// They hold no password: that is set when a server starts.
/// </summary>
internal static class DataCache
{
    /// <summary>The cached folder for a server's binary and the way its data are made; null where this user has no folder for caches.</summary>
    public static string? PathFor(string store, string binary, string initialization)
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(home))
        {
            // From HOME, else from the user database.
            var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (!Directory.Exists(profile)) return null;
            home = Path.Combine(profile, ".cache");
        }

        var file = new FileInfo(binary);
        var key = string.Create(CultureInfo.InvariantCulture, $"{file.FullName}\n{file.Length}\n{file.LastWriteTimeUtc.Ticks}\n{initialization}");
        return Path.Combine(home, "storage-course", $"{store}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16]}");
    }

    /// <summary>Copies a cached folder to where a server will use it.</summary>
    /// <returns>False where there is none.</returns>
    public static async Task<bool> TryRestoreAsync(string? cached, string data, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(cached)) return false;
        await CopyAsync(cached, data, cancellationToken);
        return true;
    }

    /// <summary>
    /// Keeps a copy of a folder that no server uses. It is copied when the call returns, and found by others once it is safe on the disk.
    /// A cache that can't be written is only slower, so nothing is thrown.
    /// </summary>
    public static async Task KeepAsync(string data, string? cached, CancellationToken cancellationToken)
    {
        if (cached is null || OperatingSystem.IsWindows()) return;
        var staging = $"{cached}.{Guid.NewGuid():N}";
        try
        {
            var folder = Directory.CreateDirectory(Path.GetDirectoryName(cached)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RemoveAbandoned(folder);
            await CopyAsync(data, staging, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
            return;
        }

        _ = Task.Run(() => PublishAsync(staging, cached), CancellationToken.None);
    }

    private static async Task PublishAsync(string staging, string cached)
    {
        try
        {
            // A power failure must not leave a folder with this name and empty files in it.
            using var sync = Process.Start(new ProcessStartInfo("sync", ["-f", staging]) { UseShellExecute = false, RedirectStandardError = true })!;
            await sync.WaitForExitAsync();
            Directory.Move(staging, cached);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            // A full or read-only disk, or another run was first.
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        }
    }

    /// <summary>Copies of sessions that were killed before they had published them.</summary>
    private static void RemoveAbandoned(DirectoryInfo folder)
    {
        foreach (var staging in folder.EnumerateDirectories())
            if (staging.Name.Contains('.', StringComparison.Ordinal) && DateTime.UtcNow - staging.CreationTimeUtc > TimeSpan.FromHours(1))
                staging.Delete(recursive: true);
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        // cp keeps owners and modes, and shares blocks where the file system can.
        using var copy = Process.Start(new ProcessStartInfo("cp", ["-a", "--", from, to]) { UseShellExecute = false, RedirectStandardError = true })!;
        var error = await copy.StandardError.ReadToEndAsync(cancellationToken);
        await copy.WaitForExitAsync(cancellationToken);
        if (copy.ExitCode != 0) throw new InvalidOperationException($"cp of an initialised data folder failed: {error}");
    }
}
