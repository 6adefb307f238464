namespace StorageCourse.Engine.CSharp;

/// <summary>A package as <c>#r "nuget: Id, Version"</c> asks for it.</summary>
/// <param name="Id">As NuGet knows it.</param>
/// <param name="Version">As a project would write it: 1.2.3 (this or the nearest above), [1.2.3], 1.*, [1.0,2.0), *-*. "*", the newest, where nothing is said.</param>
internal sealed record PackageRequest(string Id, string Version = "*")
{
    /// <summary>Whether another day may bring another version.</summary>
    public bool IsFloating => Version.Contains('*', StringComparison.Ordinal);

    /// <summary>Reads "nuget: Id" or "nuget: Id, Version"; null if the text names a file.</summary>
    public static PackageRequest? TryParse(string reference)
    {
        const string prefix = "nuget:";
        if (!reference.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var parts = reference[prefix.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        return parts is [var id, { Length: > 0 } version] ? new PackageRequest(id, version) : new PackageRequest(parts[0]);
    }
}
