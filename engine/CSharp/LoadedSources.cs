using System.Text;
using Microsoft.CodeAnalysis;

namespace StorageCourse.Engine.CSharp;

/// <summary>How <c>#load</c> finds files: relative to the file or cell that says so. Serves texts whose <c>#r</c> directives are already dealt with.</summary>
internal sealed class LoadedSources : SourceReferenceResolver
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    /// <summary>The folder of the cell or file that is being compiled.</summary>
    public string BaseFolder { get; set; } = Directory.GetCurrentDirectory();

    /// <summary>Sets the text that <c>#load</c> gets for a file.</summary>
    public void Set(string path, string text) => texts[path] = text;

    /// <summary>The absolute path that a directive means.</summary>
    public string Resolve(string path, string? baseFile)
    {
        var folder = baseFile is not null && Path.IsPathRooted(baseFile) ? Path.GetDirectoryName(baseFile)! : BaseFolder;
        return Path.GetFullPath(Path.Combine(folder, path));
    }

    /// <inheritdoc/>
    public override string? ResolveReference(string path, string? baseFilePath)
    {
        var file = Resolve(path, baseFilePath);
        return File.Exists(file) ? file : null;
    }

    /// <inheritdoc/>
    public override string NormalizePath(string path, string? baseFilePath) => path;

    /// <inheritdoc/>
    public override Stream OpenRead(string resolvedPath) =>
        texts.TryGetValue(resolvedPath, out var text) ? new MemoryStream(Encoding.UTF8.GetBytes(text)) : File.OpenRead(resolvedPath);

    /// <inheritdoc/>
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
