using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>kernel_info_request: what kernel this is.</summary>
internal sealed class KernelInfoRequestHandler(KernelLog log) : RequestHandler("kernel_info_request", log)
{
    private static readonly string Version = typeof(KernelInfoRequestHandler).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <inheritdoc/>
    protected override Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply)
    {
        reply.WriteString("status", "ok");
        reply.WriteString("protocol_version", MessageHeader.ProtocolVersion);
        reply.WriteString("implementation", "storage-course");
        reply.WriteString("implementation_version", Version);
        reply.WriteStartObject("language_info");
        reply.WriteString("name", "csharp");
        reply.WriteString("version", Environment.Version.Major + ".0");
        reply.WriteString("mimetype", "text/x-csharp");
        reply.WriteString("file_extension", ".cs");
        reply.WriteString("pygments_lexer", "csharp");
        reply.WriteString("codemirror_mode", "text/x-csharp");
        reply.WriteEndObject();
        reply.WriteString("banner", $"C# on .NET {Environment.Version}, storage course {Version}");
        reply.WriteBoolean("debugger", false);
        reply.WriteStartArray("supported_features");
        reply.WriteEndArray();
        reply.WriteStartArray("help_links");
        reply.WriteEndArray();
        return Task.CompletedTask;
    }
}
