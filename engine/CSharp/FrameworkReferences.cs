using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// What every submission may use without a directive: the framework and the seam. The SDK's reference pack is
/// taken where it is installed (6 MB of pure metadata against 60 MB of implementation), else the runtime itself.
/// </summary>
internal static class FrameworkReferences
{
    /// <summary>The namespaces that are open in every submission: those of .NET Interactive, System.IO and System.Threading, which cells about storage use all the time.</summary>
    public static readonly string[] Imports =
    [
        "System", "System.IO", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading",
        "System.Threading.Tasks", "System.Linq", "StorageCourse.Host.Script.NotebookFunctions",
    ];

    /// <summary>Formatters as notebooks for .NET Interactive write them. The real ones: the engine has them beside itself, and a cell that names them gets them.</summary>
    public static readonly IReadOnlySet<string> Formatting = new HashSet<string>(StringComparer.Ordinal) { "Microsoft.DotNet.Interactive.Formatting", "Microsoft.AspNetCore.Html.Abstractions" };

    /// <summary>What nearly every cell gets by with; the compiler takes the others in when a cell turns out to need them.</summary>
    private static readonly HashSet<string> Common = new(StringComparer.Ordinal)
    {
        "System.Runtime", "System.Console", "System.Linq", "System.Linq.Expressions", "System.Collections", "System.Collections.Concurrent", "System.Threading",
        "System.Memory", "System.Net.Primitives", "System.Net.Http", "System.Text.Json", "System.Text.RegularExpressions", "System.Data.Common",
        "System.Diagnostics.Process", "System.ComponentModel.Primitives", "System.Security.Cryptography", "Microsoft.CSharp",
    };

    /// <summary>The references, and which of them every submission has. They are shared by all submissions of the process.</summary>
    public static (ImmutableArray<MetadataReference> Common, ImmutableArray<MetadataReference> All) Load()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var pack = ReferencePack(runtime);
        var seam = XmlDocumentation.Reference(typeof(Host.IHost).Assembly.Location);
        var all = Directory.EnumerateFiles(pack ?? runtime, "*.dll").Where(IsManagedFramework)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), MetadataReference (file) => XmlDocumentation.Reference(file));
        // The implementation is cut differently from the reference pack: without the pack, everything is common.
        var common = all.Where(reference => pack is null || Common.Contains(reference.Key)).Select(reference => reference.Value);
        var formatting = Formatting.Select(name => WithoutDisplay(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        return ([.. common, seam], [.. all.Values, seam, .. formatting]);
    }

    /// <summary>
    /// An assembly without the public class System.DisplayExtensions, as cells see it. Its Display and DisplayAs show nothing here, and beside ours a call
    /// of either would be ambiguous.
    /// </summary>
    private static PortableExecutableReference WithoutDisplay(string path)
    {
        var image = File.ReadAllBytes(path);
        using var reader = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image));
        var metadata = reader.GetMetadataReader();
        foreach (var handle in metadata.TypeDefinitions.Where(handle => metadata.GetString(metadata.GetTypeDefinition(handle).Name) == "DisplayExtensions"))
        {
            // The visibility is in the lowest bits of a row; all of them zero: internal.
            var row = reader.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.TypeDef) + ((MetadataTokens.GetRowNumber(handle) - 1) * metadata.GetTableRowSize(TableIndex.TypeDef));
            image[row] = (byte)(image[row] & ~(int)TypeAttributes.VisibilityMask);
        }

        return MetadataReference.CreateFromImage(image, filePath: path);
    }

    /// <summary>.../packs/Microsoft.NETCore.App.Ref/VERSION/ref/netX.Y beside .../shared/Microsoft.NETCore.App/VERSION, or null.</summary>
    private static string? ReferencePack(string runtime)
    {
        var dotnetRoot = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var packs = new DirectoryInfo(Path.Combine(dotnetRoot, "packs", "Microsoft.NETCore.App.Ref"));
        if (!packs.Exists) return null;
        var target = $"net{Environment.Version.Major}.{Environment.Version.Minor}";
        return packs.EnumerateDirectories()
            .OrderByDescending(directory => Version.TryParse(directory.Name, out var version) ? version : new Version())
            .Select(directory => Path.Combine(directory.FullName, "ref", target))
            .FirstOrDefault(Directory.Exists);
    }

    private static bool IsManagedFramework(string file)
    {
        var name = Path.GetFileName(file);
        return (name.StartsWith("System", StringComparison.Ordinal) || name is "Microsoft.CSharp.dll" or "mscorlib.dll" or "netstandard.dll"
            || name.StartsWith("Microsoft.Win32", StringComparison.Ordinal)) && !name.Contains(".Native.", StringComparison.Ordinal);
    }
}
