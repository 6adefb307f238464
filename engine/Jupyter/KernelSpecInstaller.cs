using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Jupyter;

/// <summary>Makes the kernel known to VS Code, JupyterLab and other front ends.</summary>
internal static class KernelSpecInstaller
{
    /// <summary>The kernel's name in notebooks' metadata.</summary>
    public const string Name = "storage-course";

    /// <summary>What front ends show.</summary>
    public const string DisplayName = "C# Polyglot (storage course)";

    private static readonly string[] Logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

    /// <summary>The folder of the kernel: the user's, or <c>PREFIX/share/jupyter/kernels</c>.</summary>
    public static string Folder(string? prefix) =>
        Path.Combine(prefix is null ? KernelFolders.User() : Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels"), Name);

    /// <summary>Installs the running program as a kernel, over an older installation.</summary>
    /// <param name="prefix">Null for the user's own folder.</param>
    /// <param name="courseRoot">The course's folder, which the kernel finds in COURSE_ROOT.</param>
    /// <returns>The folder that holds kernel.json.</returns>
    /// <exception cref="IOException">The folder can't be written.</exception>
    public static string Install(string? prefix, string courseRoot)
    {
        var folder = Directory.CreateDirectory(Folder(prefix)).FullName;
        foreach (var logo in Logos)
        {
            using var content = Assembly.GetExecutingAssembly().GetManifestResourceStream(logo)!;
            Replace(Path.Combine(folder, logo), content.CopyTo);
        }

        Replace(Path.Combine(folder, "kernel.json"), file => Write(file, courseRoot));
        return folder;
    }

    /// <summary>Removes an installation.</summary>
    /// <returns>The folder that was removed, or null where there was none.</returns>
    public static string? Uninstall(string? prefix)
    {
        var folder = Folder(prefix);
        if (!File.Exists(Path.Combine(folder, "kernel.json"))) return null;
        Directory.Delete(folder, recursive: true);
        return folder;
    }

    private static void Write(Stream file, string courseRoot)
    {
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions
        {
            Indented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
        json.WriteStartObject();
        json.WriteStartArray("argv");
        foreach (var argument in Program()) json.WriteStringValue(argument);
        json.WriteStringValue("kernel");
        json.WriteStringValue("--connection-file");
        json.WriteStringValue("{connection_file}");
        json.WriteEndArray();
        json.WriteString("display_name", DisplayName);
        json.WriteString("language", "C#");
        json.WriteString("interrupt_mode", "message");
        json.WriteStartObject("env");
        json.WriteString(CourseEnvironment.Root, Path.GetFullPath(courseRoot));
        if (DotnetRoot() is { } root) json.WriteString("DOTNET_ROOT", root);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>The published binary, or the SDK's host and the assembly where that is how we were started.</summary>
    private static string[] Program()
    {
        var program = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Path.GetFullPath(Environment.GetCommandLineArgs()[0])] : [program];
    }

    /// <summary>Where the runtime lies: a front end's environment need not know it. Null where the program has its own.</summary>
    private static string? DotnetRoot()
    {
        var version = new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory());
        return version.Parent is { Name: "Microsoft.NETCore.App", Parent: { Name: "shared", Parent: { } root } } ? root.FullName : null;
    }

    private static void Replace(string path, Action<Stream> write)
    {
        var temporary = path + ".new";
        using (var file = File.Create(temporary))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
