using Microsoft.DotNet.Interactive.PackageManagement;
using StorageCourse.Host;

namespace StorageCourse.DotNetInteractive;

/// <summary><c>#!requires package:ID</c>, in whatever version: for the packages of this engine alone that few sources have.</summary>
internal sealed class PackageRequirement : IRequirement
{
    private readonly Dictionary<string, string?> known = [];

    public string Kind => "package";

    public async ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(value, out var reason)) known[value] = reason = await AskAsync(value);
        return reason;
    }

    private static async Task<string?> AskAsync(string id)
    {
        using var packages = new PackageRestoreContext();
        packages.GetOrAddPackageReference(id, "*-*");
        var result = await packages.RestoreAsync();
        if (result.Succeeded) return null;
        // NU1101: all sources have answered, and none has any version.
        return result.Errors.Any(error => error.Contains("NU1101", StringComparison.Ordinal)) ? $"no source has the package {id}" : $"{id} can't be restored: {string.Join(" ", result.Errors).Trim()}";
    }
}
