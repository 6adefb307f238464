using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>complete_request: what could stand at the cursor.</summary>
internal sealed class CompleteRequestHandler(ISession session, KernelLog log, CancellationToken ending) : RequestHandler("complete_request", log)
{
    /// <inheritdoc/>
    protected override async Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply)
    {
        var (code, position) = content.Cursor();
        var completions = await session.CompleteAsync(code, position, ending);
        int start = CodePoints.FromUtf16(code, completions.Start), end = CodePoints.FromUtf16(code, completions.End);
        reply.WriteString("status", "ok");
        reply.WriteStartArray("matches");
        foreach (var item in completions.Items) reply.WriteStringValue(item.Text);
        reply.WriteEndArray();
        reply.WriteNumber("cursor_start", start);
        reply.WriteNumber("cursor_end", end);
        reply.WriteStartObject("metadata");
        reply.WriteStartArray("_jupyter_types_experimental");
        foreach (var item in completions.Items)
        {
            reply.WriteStartObject();
            reply.WriteString("text", item.Text);
            reply.WriteString("type", item.Kind);
            reply.WriteNumber("start", start);
            reply.WriteNumber("end", end);
            if (item.Documentation is not null) reply.WriteString("signature", item.Documentation);
            reply.WriteEndObject();
        }

        reply.WriteEndArray();
        reply.WriteEndObject();
    }
}
