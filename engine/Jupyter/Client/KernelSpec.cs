using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>How a kernel wants to be interrupted.</summary>
internal enum InterruptMode
{
    /// <summary>By SIGINT.</summary>
    Signal,

    /// <summary>By an interrupt_request.</summary>
    Message,
}

/// <summary>How to start a kernel, as a kernel.json says it.</summary>
/// <param name="Name">The name of its folder.</param>
/// <param name="Argv">The program and its arguments; <c>{connection_file}</c> and <c>{resource_dir}</c> stand for what their names say, and <c>{free_port}</c>, which front ends other than ours don't know, for a port that the kernel may use.</param>
/// <param name="Environment">Variables that the kernel gets in addition to ours.</param>
/// <param name="Folder">The folder of kernel.json, or null for a kernel that is not installed.</param>
internal sealed record KernelSpec(
    string Name, string DisplayName, string Language, IReadOnlyList<string> Argv, InterruptMode InterruptMode,
    IReadOnlyDictionary<string, string> Environment, string? Folder)
{
    /// <summary>A kernel that is not installed: its program and arguments, with <c>{connection_file}</c> among them.</summary>
    public static KernelSpec FromArgv(string name, IReadOnlyList<string> argv, InterruptMode interruptMode = InterruptMode.Message) =>
        new(name, name, "", argv, interruptMode, new Dictionary<string, string>(), null);

    /// <summary>Looks up an installed kernel.</summary>
    /// <exception cref="InvalidOperationException">No kernel of that name is installed; the message lists those that are.</exception>
    /// <exception cref="InvalidDataException">Its kernel.json is malformed.</exception>
    public static KernelSpec Find(string name)
    {
        foreach (var folder in KernelFolders.All())
        {
            var candidate = Path.Combine(folder, name);
            if (File.Exists(Path.Combine(candidate, "kernel.json"))) return Read(candidate);
        }

        var known = string.Join(", ", KernelFolders.InstalledNames());
        throw new InvalidOperationException($"expected an installed Jupyter kernel, got \"{name}\"; installed are: {(known.Length == 0 ? "none" : known)}");
    }

    /// <summary>Reads the kernel.json of a folder.</summary>
    /// <exception cref="InvalidDataException">It is malformed.</exception>
    public static KernelSpec Read(string folder)
    {
        var file = Path.Combine(folder, "kernel.json");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = document.RootElement;
            var name = Path.GetFileName(folder);
            return new KernelSpec(
                name,
                root.String("display_name") ?? name,
                root.String("language") ?? "",
                [.. root.GetProperty("argv").EnumerateArray().Select(argument => argument.GetString()!)],
                root.String("interrupt_mode") == "message" ? InterruptMode.Message : InterruptMode.Signal,
                root.TryGetProperty("env", out var environment) && environment.ValueKind == JsonValueKind.Object
                    ? environment.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.ToString())
                    : [],
                folder);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{file}: expected a kernel specification: {e.Message}", e);
        }
    }
}
