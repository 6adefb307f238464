using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>What a kernel_info_reply says.</summary>
internal static class KernelInfo
{
    private static readonly string Version = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static void Write(Utf8JsonWriter json)
    {
        json.WriteString("protocol_version", MessageHeader.ProtocolVersion);
        json.WriteString("implementation", "storage-course");
        json.WriteString("implementation_version", Version);
        json.WriteStartObject("language_info");
        json.WriteString("name", "csharp");
        json.WriteString("version", Environment.Version.Major + ".0");
        json.WriteString("mimetype", "text/x-csharp");
        json.WriteString("file_extension", ".cs");
        json.WriteString("pygments_lexer", "csharp");
        json.WriteString("codemirror_mode", "text/x-csharp");
        json.WriteEndObject();
        json.WriteString("banner", $"C# on .NET {Environment.Version}, storage course {Version}");
        json.WriteBoolean("debugger", false);
        json.WriteStartArray("supported_features");
        json.WriteEndArray();
        json.WriteStartArray("help_links");
        json.WriteEndArray();
    }
}
