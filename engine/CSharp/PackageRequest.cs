namespace StorageCourse.Engine.CSharp;

/// <summary>A package as <c>#r "nuget: Id, Version"</c> asks for it.</summary>
/// <param name="Id">As NuGet knows it.</param>
/// <param name="Version">Exactly this one; null: the catalogue's, or else the newest.</param>
internal sealed record PackageRequest(string Id, string? Version)
{
    /// <summary>Reads "nuget: Id" or "nuget: Id, Version"; null if the text names a file.</summary>
    public static PackageRequest? TryParse(string reference)
    {
        const string prefix = "nuget:";
        if (!reference.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return null;
        var parts = reference[prefix.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        return new PackageRequest(parts[0], parts.Length > 1 && parts[1] is not ("" or "*" or "*-*") ? parts[1] : null);
    }
}
