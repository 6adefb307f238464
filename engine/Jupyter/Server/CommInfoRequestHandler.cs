using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>comm_info_request: there are no comms.</summary>
internal sealed class CommInfoRequestHandler(KernelLog log) : RequestHandler("comm_info_request", log)
{
    /// <inheritdoc/>
    protected override Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply)
    {
        reply.WriteString("status", "ok");
        reply.WriteStartObject("comms");
        reply.WriteEndObject();
        return Task.CompletedTask;
    }
}
