using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using StorageCourse.Engine.Display;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// Holds the submissions' assemblies and what they reference. The framework and the seam come from the engine, so that
/// an <c>IHost</c> is the same type on both sides; everything else comes from the folder or package that <c>#r</c> named.
/// </summary>
internal sealed class CellLoadContext() : AssemblyLoadContext("cells")
{
    private readonly Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Assembly> submissions = new(StringComparer.Ordinal);
    private readonly List<string> folders = [];
    private readonly PackageFolder packageFolder = new();
    private readonly Lock gate = new();

    /// <summary>Makes an assembly file, and what lies beside it, available to later submissions.</summary>
    public void AddFile(string path)
    {
        // A package may bring an old copy of what the framework has: two of one type would not fit together. One that is newer wins.
        var identity = AssemblyName.GetAssemblyName(path);
        if (FrameworkHas(identity)) return;
        lock (gate)
        {
            files.TryAdd(identity.Name!, path);
            var folder = Path.GetDirectoryName(path)!;
            if (!folders.Contains(folder)) folders.Add(folder);
        }
    }

    /// <summary>Makes the assemblies of packages, and the native libraries that these call, available to later submissions.</summary>
    public void AddPackages(PackageAssets packages)
    {
        foreach (var file in packageFolder.Add(packages)) AddFile(file);
    }

    /// <summary>Loads a compiled submission.</summary>
    public Assembly AddSubmission(string name, Stream image, Stream symbols)
    {
        var assembly = LoadFromStream(image, symbols);
        lock (gate) submissions[name] = assembly;
        return assembly;
    }

    /// <summary>Whether the framework has an assembly of that name that is as new, or newer.</summary>
    public static bool FrameworkHas(AssemblyName wanted)
    {
        var file = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, wanted.Name + ".dll");
        return File.Exists(file) && AssemblyName.GetAssemblyName(file).Version >= wanted.Version;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (name == typeof(Host.IHost).Assembly.GetName().Name) return typeof(Host.IHost).Assembly;
        if (FrameworkReferences.Formatting.Contains(name))
        {
            InteractiveFormatters.AreInUse = true;
            return Default.LoadFromAssemblyName(new AssemblyName(name));
        }

        lock (gate)
        {
            if (submissions.TryGetValue(name, out var submission)) return submission;
            if (!files.TryGetValue(name, out var file))
            {
                if (FrameworkHas(assemblyName)) return null;
                file = folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
            }

            return file is null ? null : LoadFromAssemblyPath(file);
        }
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names = [unmanagedDllName, $"lib{unmanagedDllName}.so", $"{unmanagedDllName}.so", $"lib{unmanagedDllName}.dylib", $"{unmanagedDllName}.dylib", $"{unmanagedDllName}.dll"];
        lock (gate)
        {
            foreach (var candidate in folders.SelectMany(folder => names.SelectMany(name => (string[])[Path.Combine(folder, name), Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", name)])))
            {
                if (File.Exists(candidate) && NativeLibrary.TryLoad(candidate, out var handle)) return handle;
            }
        }

        return 0;
    }
}
